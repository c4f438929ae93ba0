import { fieldTable } from '../../../src/schema/field-table.ts'
import { code, table } from './table.ts'

const servers = [
  ['PostgreSQL', 'postgres'],
  ['MySQL, MariaDB', 'mysql'],
  ['MongoDB', 'mongodb'],
  ['Redis', 'redis'],
] as const

/** The page of field kinds. */
export function fieldsPage(): string {
  const rows = Object.entries(fieldTable)
  return `# Fields

The fixed row of each kind. It is on disk, so it is never changed. [The guide](../guide/fields.md) explains options and canonical forms.

${table(
  ['kind', 'in TypeScript', 'in JSON', 'SQLite'],
  rows.map(([kind, { type, json, sqlite }]) => [code(`field.${kind}`), type, json, sqlite]),
)}

A \`ref\` is kept as the id that it names. In memory, values are kept as they are.

## On servers

${table(
  ['kind', ...servers.map(([name]) => name)],
  rows.map(([kind, row]) => [code(kind), ...servers.map(([, store]) => row[store])]),
)}
`
}
