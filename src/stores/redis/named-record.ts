import type { Condition, EqualLeaf, NullLeaf } from '../../query/condition.ts'
import type { ModelShape } from '../../schema/shape.ts'
import type { Parameters, Row } from '../../store/contract.ts'
import { codecOf } from './codecs.ts'

/** What a column has to have: its text, or false where it has to be null. */
export type Required = readonly [column: string, text: string | false]

/** The one record that a condition can mean, which names its whole key, and what else it asks of it. */
export interface NamedRecord {
  /** The values of the key. */
  keyOf(parameters: Parameters): Row
  requiredOf(parameters: Parameters): readonly Required[]
}

/** What is seen from the texts: whether they are the same, as in an index, and whether there is one. */
type PlainLeaf = EqualLeaf | NullLeaf

const isPlain = (one: Condition): one is PlainLeaf =>
  (one.op === 'eq' || one.op === 'null') && !one.not && one.path === undefined

function requirement(leaf: PlainLeaf): (parameters: Parameters) => Required {
  const { column } = leaf.field
  if (leaf.op === 'null') return () => [column, false]
  const { toText } = codecOf(leaf.field)
  return (parameters) => [column, toText(parameters[leaf.param])]
}

/** The record that a condition names, where it asks for equalities and nulls only: they need no predicate. */
export function namedBy({ key }: ModelShape, where: Condition): NamedRecord | undefined {
  const leaves = where.op === 'and' ? where.items : [where]
  if (!leaves.every(isPlain)) return undefined
  const naming = key.flatMap(
    ({ index }) =>
      leaves.find((leaf): leaf is EqualLeaf => leaf.op === 'eq' && leaf.field.index === index) ?? [],
  )
  if (naming.length < key.length) return undefined
  const required = leaves.filter((leaf) => !naming.some((one) => one === leaf)).map(requirement)
  return {
    keyOf: (parameters) => naming.map(({ param }) => parameters[param]),
    requiredOf: (parameters) => required.map((require) => require(parameters)),
  }
}
