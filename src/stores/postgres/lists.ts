import { sql } from 'kysely'
import type { FieldKind } from '../../schema/kinds.ts'
import { isTextKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import type { Codec, Lists } from '../sql/dialect.ts'
import type { Sql } from '../sql/statement.ts'
import { joined } from '../sql/statement.ts'
import { codecOf } from './codecs.ts'

/** Kinds whose values JSON has as they are: numbers as PostgreSQL writes them, and no others than on the wire. */
const NUMBERS: ReadonlySet<FieldKind> = new Set(['integer', 'number'])

/** Values of other kinds stand in JSON as the text that the wire would have, and so take the same decoder. */
function codec(field: FieldShape): Codec {
  if (field.kind === 'boolean') return {}
  const isNumber = NUMBERS.has(field.kind) || (field.kind === 'id' && field.idType === 'auto')
  if (isNumber || isTextKind(field.kind)) return codecOf(field)
  return { ...codecOf(field), select: (column: Sql) => sql`${column}::text` }
}

/** PostgreSQL's functions take so many arguments at most. */
const MOST_ARGUMENTS = 100

/** Rows as one value: a JSON array of arrays, which is read faster than objects and has its columns by position. */
export const lists: Lists = {
  codec,
  row: (values) =>
    values.length <= MOST_ARGUMENTS
      ? sql`json_build_array(${joined(values)})`
      : sql`array_to_json(array[${joined(values.map((value) => sql`to_json(${value})`))}])`,
  // An array keeps the order of its subquery; json_agg does not promise to.
  list: (subquery) => sql`array_to_json(array(${subquery}))`,
  decode: (text: string): readonly Row[] => JSON.parse(text),
}
