import { fieldTable } from '../../../src/schema/field-table.ts'
import { code, table } from './table.ts'

const others = [
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
  ['kind', 'in TypeScript', 'in JSON', 'SQLite', 'PostgreSQL'],
  rows.map(([kind, { type, json, sqlite, postgres }]) => [
    code(`field.${kind}`),
    type,
    json,
    sqlite,
    postgres,
  ]),
)}

A \`ref\` is kept as the id that it names. In memory, values are kept as they are.

## Stores to come

The columns of stores that are not there yet were decided with the others, so that one definition will fit them all.

${table(
  ['kind', ...others.map(([name]) => name)],
  rows.map(([kind, row]) => [code(kind), ...others.map(([, store]) => row[store])]),
)}
`
}
