import type { FieldGuess, ReferenceState, SchemaAccess, TableState } from '../../store/schema-access.ts'
import { snakeCase } from '../../support/names.ts'
import type { Options, PulledField } from './field.ts'
import { fieldCall, presence, refCall } from './field.ts'
import type { PulledIndex } from './indexes.ts'
import { isSearched, ownIndex, pulledIndexes } from './indexes.ts'
import { attributeName } from './names.ts'

/** A model of a table that is there. */
export interface PulledModel {
  readonly name: string
  readonly table: TableState
  readonly fields: readonly PulledField[]
  readonly key: readonly string[]
  readonly indexes: readonly PulledIndex[]
  /** What the model does not say of the table, in words. */
  readonly notes: readonly string[]
}

/** All tables that become models, with the names of these. */
export interface Pulled {
  readonly access: SchemaAccess
  readonly tables: ReadonlyMap<string, { readonly table: TableState; readonly name: string }>
}

/** The kind of the ids of a table whose key is one. */
export function idGuess({ access, tables }: Pulled, name: string): FieldGuess | undefined {
  const table = tables.get(name)?.table
  const column = table?.columns.find((one) => one.name === table.key.columns[0])
  if (table === undefined || column === undefined || table.key.columns.length !== 1) return undefined
  const guess = access.guess(column, table)
  return guess?.kind === 'id' ? guess : undefined
}

/** The reference that a column makes to the id of another model. */
function referenceOf(pulled: Pulled, table: TableState, column: string): ReferenceState | undefined {
  const found = table.references.find(({ columns }) => columns.length === 1 && columns[0] === column)
  if (found === undefined || idGuess(pulled, found.table) === undefined) return undefined
  const target = pulled.tables.get(found.table)?.table
  return target?.key.columns[0] === found.foreign[0] ? found : undefined
}

const columnOption = (attribute: string, column: string): Options =>
  snakeCase(attribute) === column ? [] : [['column', column]]

function onDelete({ actions = '' }: ReferenceState, nullable: boolean): Options {
  if (actions.includes('on delete cascade')) return [['onDelete', 'cascade']]
  return actions.includes('on delete set null') && nullable ? [['onDelete', 'setNull']] : []
}

interface Place {
  readonly pulled: Pulled
  readonly table: TableState
  readonly taken: ReadonlySet<string>
}

function refField(
  { pulled, table, taken }: Place,
  column: TableState['columns'][number],
  reference: ReferenceState,
): PulledField {
  const { idType = 'uuid' } = idGuess(pulled, reference.table) ?? {}
  const key = attributeName(column.name.replace(/_?id$/i, '') || column.name, taken)
  const attribute = `${key}Id`
  const index = ownIndex(table, column.name)
  const indexed: Record<string, Options> = { unique: [['unique', true]], index: [], none: [['index', false]] }
  const options: Options = [
    ...(idType === 'uuid' ? [] : ([['type', idType]] as const)),
    ...(column.nullable && !table.key.columns.includes(column.name) ? [] : ([['required', true]] as const)),
    ...onDelete(reference, column.nullable),
    ...(indexed[index ?? 'none'] ?? []),
    ...columnOption(attribute, column.name),
  ]
  const target = pulled.tables.get(reference.table)?.name ?? reference.table
  const does =
    reference.actions === undefined
      ? {}
      : {
          note: `the database does "${reference.actions}" by itself; a model does it with hooks and permissions, so a migration takes it out of the database`,
        }
  return { key, attribute, column: column.name, ...refCall(target, options), ...does }
}

function plainField(
  { table, taken }: Place,
  column: TableState['columns'][number],
  guess: FieldGuess,
): PulledField {
  const key = attributeName(column.name, taken)
  const isKey = table.key.columns.includes(column.name)
  const index = isKey && table.key.columns.length === 1 ? undefined : ownIndex(table, column.name)
  const isOwnId = guess.kind === 'id' && isKey && table.key.columns.length === 1
  const options: Options = [
    ...presence(isKey ? { ...column, nullable: false } : column, guess, isOwnId),
    ...(index === undefined ? [] : ([[index, true]] as const)),
    ...(isSearched(table, column.name) ? ([['search', true]] as const) : []),
    ...columnOption(key, column.name),
  ]
  const lost = column.default !== undefined && !Object.hasOwn(guess, 'default') && !column.auto
  const note = `the database fills it with ${column.default} where nothing is given, which a field cannot say: write a function as its default`
  return { key, attribute: key, column: column.name, ...fieldCall(guess, options), ...(lost && { note }) }
}

/** What an id is that is no key: text, since ids of one's own are keys. */
function notKey(guess: FieldGuess): FieldGuess {
  if (guess.kind !== 'id') return guess
  return guess.idType === 'auto' ? { kind: 'integer' } : { kind: 'string', maxLength: 36 }
}

function fieldOf(place: Place, column: TableState['columns'][number]): PulledField | undefined {
  const { pulled, table } = place
  const reference = referenceOf(pulled, table, column.name)
  if (reference !== undefined) return refField(place, column, reference)
  const guess = pulled.access.guess(column, table)
  if (guess === undefined) return undefined
  const isKey = table.key.columns.length === 1 && table.key.columns[0] === column.name
  return plainField(place, column, isKey ? guess : notKey(guess))
}

const unknownNote = ({ name, type }: { name: string; type: string }): string =>
  `${name}: no kind of field keeps ${type || 'a column without a type'}. It stays in the table, unseen: convert it by a migration, or read it by SQL.`

/** The model of a table; nothing where it has no key that a model could have. */
export function pullModel(pulled: Pulled, name: string, table: TableState): PulledModel | undefined {
  const taken = new Set<string>()
  const notes: string[] = []
  const fields = table.columns.flatMap((column) => {
    const found = fieldOf({ pulled, table, taken }, column)
    if (found === undefined) notes.push(unknownNote(column))
    else for (const used of [found.key, found.attribute]) taken.add(used)
    return found ?? []
  })
  const attributes = new Map(fields.map(({ column, attribute }) => [column, attribute]))
  const key = table.key.columns.flatMap((column) => attributes.get(column) ?? [])
  if (key.length === 0 || key.length < table.key.columns.length) return undefined
  const { indexes, unsayable } = pulledIndexes(table, attributes)
  const others = [
    ...unsayable.map((index) => `index ${index}`),
    ...table.extras,
    ...table.triggers.map(() => 'a trigger'),
  ]
  for (const what of others) notes.push(`${what}: models cannot say it; keep it by SQL of your own.`)
  return { name, table, fields, key, indexes, notes }
}
