import type { IndexState } from '../../../store/schema-access.ts'
import { wordsColumn } from './words-index.ts'

/** An index as {@link INDEXES} gives it. */
export interface ListedIndex {
  readonly name: string
  readonly unique: boolean
  readonly method: string
  readonly constraint: boolean
  readonly where: string | null
  readonly columns: readonly { readonly column: string; readonly option: number }[]
}

/** The indexes of a table `c` but for its key, as SQL that gives JSON. */
export const INDEXES = `(select json_agg(json_build_object('name', ic.relname, 'unique', i.indisunique, 'method', am.amname,
    'where', pg_get_expr(i.indpred, i.indrelid),
    'constraint', exists (select 1 from pg_constraint n where n.conindid = i.indexrelid and n.contype in ('u', 'x')),
    'columns', (select json_agg(json_build_object('column', coalesce(a.attname::text, pg_get_indexdef(i.indexrelid, k.at::int, false)),
        'option', i.indoption[k.at::int - 1]) order by k.at)
      from unnest(i.indkey) with ordinality as k(number, at)
      left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and k.number > 0
      where k.at <= i.indnkeyatts)) order by ic.relname)
  from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_am am on am.oid = ic.relam
  where i.indrelid = c.oid and not i.indisprimary)`

const DESCENDING = 1
const NULLS_FIRST = 2

/** How an index orders a column, where that is not ascending with nulls last; descending order has nulls first by itself. */
function orderText(option: number): string | undefined {
  const descending = (option & DESCENDING) !== 0
  const first = (option & NULLS_FIRST) !== 0
  const nulls = first === descending ? '' : first ? 'nulls first' : 'nulls last'
  return [descending ? 'desc' : '', nulls].filter(Boolean).join(' ') || undefined
}

function inOrder({ name, unique, where, columns, constraint }: ListedIndex): IndexState {
  return {
    name,
    columns: columns.map(({ column, option }) => {
      const more = orderText(option)
      return { column, ...(more !== undefined && { more }) }
    }),
    unique,
    ...(where !== null && { where }),
    ...(constraint && { constraint: true }),
  }
}

function ofWords({ name, method, columns, where }: ListedIndex): IndexState | undefined {
  const [first, ...more] = columns
  if (method !== 'gin' || first === undefined || more.length > 0 || where !== null) return undefined
  const column = wordsColumn(first.column)
  return column === undefined ? undefined : { name, columns: [{ column }], unique: false, kind: 'search' }
}

const stateOf = (index: ListedIndex): IndexState | undefined =>
  index.method === 'btree' ? inOrder(index) : ofWords(index)

/** The indexes of the kinds that models make; others are nobody's business. */
export const knownIndexes = (indexes: readonly ListedIndex[]): IndexState[] =>
  indexes.flatMap((index) => stateOf(index) ?? [])

/** The others, in words. */
export const unknownIndexes = (indexes: readonly ListedIndex[]): string[] =>
  indexes.filter((index) => stateOf(index) === undefined).map(({ name, method }) => `${method} of ${name}`)
