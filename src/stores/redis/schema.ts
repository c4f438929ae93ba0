import { uniqueViolation } from '../../store/rows/violations.ts'
import { cast } from '../../support/cast.ts'
import type { Connection } from './connection.ts'
import type { Layout } from './layout.ts'
import { PAGE } from './records.ts'
import { buildScript, schemaScript } from './schema-scripts.ts'

/** The columns and indexes of a model that are not complete, by name; of a model without records there are none. */
export function checkSchema(connection: Connection, layout: Layout): Promise<readonly string[]> {
  return askSchema(connection, layout, false)
}

async function askSchema(
  connection: Connection,
  { version, schema, signature }: Layout,
  make: boolean,
): Promise<readonly string[]> {
  const answer = await connection.run(schemaScript, version, { ...schema, signature, make })
  return cast<readonly string[]>(answer, 'what the script returns')
}

type BuildAnswer = readonly ['more', bound: string] | readonly ['done'] | readonly ['unique', name: string]

/** Makes the columns and indexes that are missing. While records are gone through others write; those see to it themselves. */
export async function makeSchema(connection: Connection, layout: Layout): Promise<void> {
  const missing = await askSchema(connection, layout, true)
  for (let bound: string | undefined = missing.length === 0 ? undefined : '-'; bound !== undefined; ) {
    const built = await connection.run(buildScript, layout.version, { bound, n: PAGE, ...layout.expiry })
    const answer: BuildAnswer = cast(built, 'what the script returns')
    if (answer[0] === 'unique') throw violationOf(layout, answer[1])
    bound = answer[0] === 'more' ? answer[1] : undefined
  }
}

/** The error of values that are in an index already. */
export function violationOf({ model }: Layout, name: string, columns: readonly string[] = []) {
  const index = model.indexes.find((one) => one.name === name)
  const fields = index?.fields ?? model.fields.filter(({ column }) => columns.includes(column))
  return uniqueViolation(model, fields, name)
}
