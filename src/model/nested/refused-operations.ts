import type { FieldProblem } from '../../errors/error.ts'
import type { Operation, Side } from './operations.ts'
import { linkOf } from './operations.ts'

/** What a record has to be stored for. */
const OF_WHAT_BELONGS: ReadonlySet<Operation['name']> = new Set(['disconnect', 'update', 'destroy'])

type Reason = Omit<FieldProblem, 'field'>

const conflict = (message: string): Reason => ({ code: 'conflict', message })

/** Operations on a relation to one that cannot be done together. */
function refusedTogether({ kind }: Side, operations: readonly Operation[]): Reason | undefined {
  const names = operations.map(({ name }) => name)
  const count = (...of: readonly Operation['name'][]) => names.filter((name) => of.includes(name)).length
  if (kind === 'ref' && names.length > 1) return conflict('takes one operation at a time')
  if (kind !== 'hasOne') return undefined
  if (count('update') > 0 && names.length > 1) return conflict('takes update alone')
  if (count('create', 'connect') > 1 || count('disconnect', 'destroy') > 1)
    return conflict('takes at most one that goes and one that comes')
  return undefined
}

function refusedAlone(side: Side, { name }: Operation): Reason | undefined {
  const { kind, isNew, owner } = side
  const link = linkOf(side)
  if (isNew && OF_WHAT_BELONGS.has(name))
    return { code: 'new', message: `cannot ${name} anything, since the record is not saved yet` }
  if (name === 'disconnect' && kind !== 'manyToMany' && !link.nullable)
    return { code: 'required', message: `cannot be disconnected, since ${link.name} is required` }
  if (kind === 'ref' && name !== 'update' && !isNew && owner.attributes.get(link.name)?.readonly === true)
    return { code: 'readonly', message: 'is readonly' }
  return undefined
}

/** What is wrong with operations that are each in their right form. */
export function refusedOperations(side: Side, operations: readonly Operation[]): FieldProblem[] {
  const alone = operations.flatMap((operation) => {
    const reason = refusedAlone(side, operation)
    return reason === undefined ? [] : [{ field: operation.path, ...reason }]
  })
  const together = refusedTogether(side, operations)
  return together === undefined ? alone : [...alone, { field: side.relation.name, ...together }]
}
