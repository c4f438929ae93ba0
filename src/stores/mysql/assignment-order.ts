import type { Assignment } from '../../store/contract.ts'

/** The position of the field that an assignment reads, beside its own. */
const readBy = ({ field, to }: Assignment): number | undefined =>
  to.op === 'copy' && to.from.index !== field.index ? to.from.index : undefined

/**
 * The assignments in an order in which none reads what another has assigned before; undefined where there is no such
 * order, as when two fields change places.
 */
export function inOrder(set: readonly Assignment[]): readonly Assignment[] | undefined {
  const ordered: Assignment[] = []
  let left = set
  while (left.length > 0) {
    const read = new Set(left.map(readBy))
    const free = left.filter(({ field }) => !read.has(field.index))
    if (free.length === 0) return undefined
    ordered.push(...free)
    left = left.filter((assignment) => !free.includes(assignment))
  }
  return ordered
}
