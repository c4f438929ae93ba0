import { randomBytes } from 'node:crypto'
import type { RowSecurityPlan } from '../../../access/row-rule.ts'
import { PrometheusError } from '../../../errors/error.ts'
import type { DatabaseRoles } from '../../../store/row-security.ts'
import { quoted } from '../../sql/schema/names.ts'
import type { Connection } from '../connection.ts'
import type { HeldRules } from './held-rules.ts'
import { readHeldRules } from './held-rules.ts'
import { quotedText } from './holding-sql.ts'
import { rowSecuritySql } from './script.ts'

type Tables = readonly string[]

async function requireTables(connection: Connection, tables: Tables): Promise<void> {
  const names = tables.map(quotedText).join(', ')
  const { rows } = await connection.script(
    `select name from unnest(array[${names}]) as name where to_regclass(quote_ident(name)) is null order by 1`,
  )
  if (rows.length === 0) return
  const message = `The database has no table ${rows.map(([name]) => String(name)).join(', ')}: apply the migrations first.`
  throw new PrometheusError('SCHEMA_MISMATCH', message)
}

/**
 * The rules of models as PostgreSQL writes them: made on empty tables of the same columns, in a schema that is undone,
 * so that nobody waits for it.
 */
async function rulesAsMade(connection: Connection, plan: RowSecurityPlan, roles: DatabaseRoles) {
  const schema = `prometheus_check_${randomBytes(6).toString('hex')}`
  const tables = plan.models.map(({ model }) => quoted(model.table))
  const copies = tables.map((table) => `create table ${schema}.${table} (like ${table})`)
  const { up } = rowSecuritySql(plan, roles)
  const making = [`create schema ${schema}`, ...copies, `set local search_path = ${schema}`]
  await connection.script(`${making.join(';\n')};\n${up.join('\n')}`)
  return readHeldRules(connection, roles)
}

/** Tables that were closed for models of before stay so. */
const isOfOthers = (name: string, tables: Tables): boolean => {
  const table = /^forced row level security of (.*)$/s.exec(name)?.[1]
  return table !== undefined && !tables.includes(table)
}

function differences(held: HeldRules, made: HeldRules, tables: Tables): string[] {
  const names = [...new Set([...made.keys(), ...held.keys()])].toSorted()
  return names.flatMap((name) => {
    if (!held.has(name)) return [`The ${name} is missing.`]
    if (!made.has(name)) return isOfOthers(name, tables) ? [] : [`The ${name} is of no model any more.`]
    return held.get(name) === made.get(name) ? [] : [`The ${name} is not as the models say.`]
  })
}

/** How the rules of a database differ from those that models say now, in words; nothing where they are alike. */
export async function compareRules(
  connection: Connection,
  plan: RowSecurityPlan,
  roles: DatabaseRoles,
): Promise<readonly string[]> {
  const tables = plan.models.map(({ model }) => model.table)
  try {
    await connection.script('begin')
    await requireTables(connection, tables)
    const held = await readHeldRules(connection, roles)
    return differences(held, await rulesAsMade(connection, plan, roles), tables)
  } finally {
    await connection.script('rollback')
  }
}
