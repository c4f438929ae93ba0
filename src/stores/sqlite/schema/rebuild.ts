import { PrometheusError } from '../../../errors/error.ts'
import type { ColumnState, TableState } from '../../../store/schema-access.ts'
import { fillStatement, requireFilled } from '../../sql/schema/fill.ts'
import { listed, quoted } from '../../sql/schema/names.ts'
import { requireFits, requirement } from '../../sql/schema/require.ts'
import { conversion } from './conversion.ts'
import { columnText, createIndexes, createTable } from './definitions.ts'
import type { Conversion } from './guards.ts'

/** A table before and after, with the names of after. */
export interface Rebuild {
  readonly base: TableState
  readonly after: TableState
  /** Whether names in its triggers change. */
  readonly renames: boolean
}

function refuseLosses({ base, after, renames }: Rebuild): void {
  const kept = renames ? base.triggers.map(() => 'a trigger') : []
  const lost = [...base.extras, ...kept].filter((extra) => !after.extras.includes(extra))
  if (lost.length === 0) return
  const message = `Table '${base.name}' has to be made anew for this, and would lose what models cannot say: ${[...new Set(lost)].join(', ')}. Write the migration by hand.`
  throw new PrometheusError('MIGRATION_REFUSED', message, { table: base.name })
}

const find = (table: TableState, name: string): ColumnState | undefined =>
  table.columns.find((column) => column.name === name)

/** A column that takes no null, and of which there are records that may have none. */
function needsFilling(base: TableState, column: ColumnState): boolean {
  const old = find(base, column.name)
  if (column.nullable || column.auto) return false
  return old === undefined ? column.default === undefined : old.nullable
}

/** Fills what takes no null any more; a column that is new is there without that rule first. */
function fill({ base, after }: Rebuild): string[] {
  return after.columns
    .filter((column) => needsFilling(base, column))
    .flatMap((column) => {
      const { name, type, form } = column
      const bare = { name, type, nullable: true, auto: false, ...(form !== undefined && { form }) }
      const isNew = find(base, column.name) === undefined
      const add = `alter table ${quoted(after.name)} add column ${columnText(bare)};`
      return [...(isNew ? [add] : []), fillStatement(after, column, quoted)]
    })
}

const converted = ({ base, after }: Rebuild, column: ColumnState): Conversion | undefined => {
  const from = find(base, column.name)
  if (from !== undefined) return conversion(after.name, from, column)
  return needsFilling(base, column) ? { expression: quoted(column.name) } : undefined
}

function guards({ base, after }: Rebuild, found: readonly (readonly [ColumnState, Conversion])[]): string[] {
  const filled = after.columns.filter((column) => needsFilling(base, column))
  const safe = found.flatMap(([{ name }, { guard }]) =>
    guard === undefined ? [] : [requireFits(after.name, name, guard, quoted)],
  )
  return [...filled.map((column) => requireFilled(after, column, quoted)), ...safe]
}

/** Keys that were used once are not used again. */
function keepSequence({ base, after }: Rebuild, fresh: string): string[] {
  if (![base, after].every(({ columns }) => columns.some(({ auto }) => auto))) return []
  const [to, from] = [fresh, after.name].map((name) => `'${name.replaceAll("'", "''")}'`)
  return [
    `delete from sqlite_sequence where name = ${to};`,
    `insert into sqlite_sequence (name, seq) select ${to}, seq from sqlite_sequence where name = ${from};`,
  ]
}

function sameCount(table: string, fresh: string): string {
  const count = (name: string): string => `(select count(*) from ${quoted(name)})`
  return requirement(
    `select ${count(table)} = ${count(fresh)}`,
    `Not every record of ${table} is in its new table.`,
  )
}

/**
 * Makes a table anew, as SQLite changes what it cannot alter: https://sqlite.org/lang_altertable.html#otheralter.
 * Foreign keys are off meanwhile, so that removing the old table takes nothing with it.
 */
export function rebuild(change: Rebuild): string[] {
  refuseLosses(change)
  const { after } = change
  const fresh = `~${after.name}`
  const kept = after.columns.flatMap((column): (readonly [ColumnState, Conversion])[] => {
    const from = converted(change, column)
    return from === undefined ? [] : [[column, from]]
  })
  const columns = listed(kept.map(([{ name }]) => name))
  const values = kept.map(([, { expression }]) => expression).join(', ')
  const insert = `insert into ${quoted(fresh)} (${columns}) select ${values} from ${quoted(after.name)};`
  return [
    ...fill(change),
    createTable(after, fresh),
    [...guards(change, kept), insert].join('\n'),
    ...keepSequence(change, fresh),
    `${sameCount(after.name, fresh)}\ndrop table ${quoted(after.name)};`,
    'pragma legacy_alter_table = on;',
    `alter table ${quoted(fresh)} rename to ${quoted(after.name)};`,
    'pragma legacy_alter_table = off;',
    ...createIndexes(after),
    ...change.base.triggers.map((trigger) => `${trigger};`),
  ]
}
