import type {
  CheckState,
  ColumnState,
  PartState,
  ReferenceState,
  TableState,
} from '../../../store/schema-access.ts'
import { cast } from '../../../support/cast.ts'
import { GO_ON, racedText } from '../change-tables.ts'
import type { Connection } from '../connection.ts'
import type { ListedIndex } from './read-indexes.ts'
import { INDEXES, knownIndexes, unknownIndexes } from './read-indexes.ts'

/** Of which schema tables are read, as SQL that gives its oid. */
export const CURRENT = 'to_regnamespace(quote_ident(current_schema()))'
/** The schema of the temporary tables of a connection. */
export const TEMPORARY = 'pg_my_temp_schema()'

interface ListedColumn {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly default: string | null
  readonly identity: string
  readonly generated: string
}
interface ListedConstraint {
  readonly name: string
  readonly kind: 'c' | 'f' | 'p' | 'u' | 'x'
  readonly columns: readonly string[]
  readonly table: string | null
  readonly foreign: readonly string[] | null
  readonly text: string
}
interface ListedPart {
  readonly kind: 'sequence' | 'function'
  readonly name: string
  /** The options of a sequence, the body of a function. */
  readonly text: string
}
interface ListedTable {
  readonly name: string
  readonly columns: readonly ListedColumn[] | null
  readonly constraints: readonly ListedConstraint[] | null
  readonly indexes: readonly ListedIndex[] | null
  readonly parts: readonly ListedPart[] | null
}

const namesAt = (keys: string, table: string): string =>
  `(select json_agg(a.attname order by k.at) from unnest(${keys}) with ordinality as k(number, at)
    join pg_attribute a on a.attrelid = ${table} and a.attnum = k.number)`

const COLUMNS = `(select json_agg(json_build_object('name', a.attname,
    'type', format_type(a.atttypid, a.atttypmod) || coalesce(' COLLATE ' || quote_ident(co.collname), ''),
    'required', a.attnotnull, 'identity', a.attidentity, 'generated', a.attgenerated,
    'default', pg_get_expr(d.adbin, d.adrelid)) order by a.attnum)
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join pg_collation co on co.oid = a.attcollation and co.collname <> 'default'
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)`

const CONSTRAINTS = `(select json_agg(json_build_object('name', n.conname, 'kind', n.contype,
    'columns', coalesce(${namesAt('n.conkey', 'n.conrelid')}, '[]'), 'foreign', ${namesAt('n.confkey', 'n.confrelid')},
    'table', (select f.relname from pg_class f where f.oid = n.confrelid),
    'text', pg_get_constraintdef(n.oid)) order by n.conname)
  from pg_constraint n where n.conrelid = c.oid and n.contype in ('c', 'f', 'p', 'u', 'x'))`

/** What the log of changes has beside its tables. */
const partsIn = (schema: string): string => `(select json_agg(p) from (
  select 'sequence' as kind, s.relname as name, format('as %s increment by %s minvalue %s maxvalue %s start with %s cache %s%s',
      format_type(q.seqtypid, null), q.seqincrement, q.seqmin, q.seqmax, q.seqstart, q.seqcache, case when q.seqcycle then ' cycle' end) as text
    from pg_class s join pg_sequence q on q.seqrelid = s.oid
    where c.relname = 'prometheus_commit' and s.relnamespace = ${schema} and s.relname = 'prometheus_commit_number'
  union all select 'function', f.proname, f.prosrc from pg_proc f
    where c.relname = 'prometheus_change' and f.pronamespace = ${schema} and f.proname = 'prometheus_raced' and f.pronargs = 0) as p)`

const catalog = (schema: string): string => `select coalesce(json_agg(json_build_object('name', c.relname,
    'columns', ${COLUMNS}, 'constraints', ${CONSTRAINTS}, 'indexes', ${INDEXES}, 'parts', ${partsIn(schema)}) order by c.relname), '[]')
  from pg_class c where c.relnamespace = ${schema} and c.relkind in ('r', 'p')
    and not exists (select 1 from pg_depend e where e.objid = c.oid and e.deptype = 'e')`

const bare = (text: string): string =>
  text.replace(/^CHECK \(([\s\S]*)\)(?: NO INHERIT)?(?: NOT VALID)?$/, '$1')

const checksOf = (constraints: readonly ListedConstraint[], column: string): readonly CheckState[] =>
  constraints
    .filter(({ kind, columns }) => kind === 'c' && columns.length === 1 && columns[0] === column)
    .map(({ name, text }) => ({ name, text: bare(text) }))

function columnOf(column: ListedColumn, constraints: readonly ListedConstraint[]): ColumnState {
  const [check] = checksOf(constraints, column.name)
  return {
    name: column.name,
    type: column.type,
    nullable: !column.required,
    ...(column.default !== null && column.generated === '' && { default: column.default }),
    auto: column.identity !== '',
    ...(check && { check }),
  }
}

const ACTIONS =
  /(?:on (?:delete|update) (?:cascade|restrict|set null|set default)(?: \([^)]*\))?|(?:not )?deferrable(?: initially deferred)?)/gi

function referenceOf({ name, columns, table, foreign, text }: ListedConstraint): ReferenceState {
  const actions = (text.match(ACTIONS) ?? []).join(' ').toLowerCase()
  return { name, columns, table: table ?? '', foreign: foreign ?? [], ...(actions !== '' && { actions }) }
}

/** What models cannot say. */
function extrasOf(
  columns: readonly ListedColumn[],
  constraints: readonly ListedConstraint[],
  indexes: readonly ListedIndex[],
): string[] {
  const firsts = new Set(columns.map(({ name }) => checksOf(constraints, name)[0]?.name))
  return [
    ...columns.filter(({ generated }) => generated !== '').map(({ name }) => `GENERATED of ${name}`),
    ...constraints.filter(({ kind, name }) => kind === 'c' && !firsts.has(name)).map(({ text }) => text),
    ...constraints.filter(({ kind }) => kind === 'x').map(({ text }) => text),
    ...unknownIndexes(indexes),
  ]
}

function partOf({ kind, name, text }: ListedPart): PartState {
  return kind === 'sequence'
    ? { name: `sequence ${name}`, text: `create sequence if not exists ${name} ${text};\n${GO_ON};` }
    : { name: `function ${name}()`, text: racedText(text) }
}

function tableOf({ name, ...lists }: ListedTable): TableState {
  const [columns, constraints, indexes] = [lists.columns ?? [], lists.constraints ?? [], lists.indexes ?? []]
  const key = constraints.find(({ kind }) => kind === 'p')
  return {
    name,
    columns: columns.map((column) => columnOf(column, constraints)),
    key: key === undefined ? { columns: [] } : { name: key.name, columns: key.columns },
    references: constraints.filter(({ kind }) => kind === 'f').map(referenceOf),
    indexes: knownIndexes(indexes),
    extras: extrasOf(columns, constraints, indexes),
    triggers: [],
    ...(lists.parts && { parts: lists.parts.map(partOf) }),
  }
}

/** The tables of a schema. */
export async function readTables(connection: Connection, schema = CURRENT): Promise<readonly TableState[]> {
  const { rows } = await connection.script(catalog(schema))
  const value = rows[0]?.[0]
  const listed: unknown = typeof value === 'string' ? JSON.parse(value) : value
  return cast<readonly ListedTable[]>(listed, 'the statement builds it').map(tableOf)
}
