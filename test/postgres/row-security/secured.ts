import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import type { Store } from 'prometheus-odm'
import { createPrometheus } from 'prometheus-odm'
import type { PostgresOptions } from 'prometheus-odm/postgres'
import { postgres } from 'prometheus-odm/postgres'
import { rowSecurityPlan } from '../../../src/model/guard/row-security-plan.ts'
import type { RowSecuritySql } from '../../../src/store/row-security.ts'
import type { LooseDatabase } from '../../../src/testing/loose.ts'
import type { SuiteModels } from '../../../src/testing/models.ts'
import { administer, freshSchema, serverUrl } from '../server.ts'

type Models = Readonly<Record<string, unknown>>

const suffix = randomBytes(6).toString('hex')

/** Roles of the server that belong to one file of tests. */
export const roles = { application: `app_${suffix}`, reader: `reader_${suffix}` }

/** Makes the role as which the application connects: one that owns nothing. */
export async function createRoles(): Promise<void> {
  await administer(`create role ${roles.application} login`)
}

/** Removes the roles. */
export async function dropRoles(): Promise<void> {
  for (const role of Object.values(roles)) {
    const [there] = await administer(`select 1 as there from pg_roles where rolname = '${role}'`)
    if (there !== undefined) await administer(`drop owned by ${role} cascade; drop role ${role}`)
  }
}

/** The server as somebody else connects to it. */
export function urlAs(role: string): string {
  const url = new URL(serverUrl)
  url.username = role
  return url.href
}

/** What a statement past the library comes to: its rows, how many it concerned, or the code of its error. */
export interface RawResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly count: number
  readonly code?: string
}

/** Statements past the library, as the application's role. */
export interface Raw {
  /** Runs a statement in a transaction that is undone, with settings that tell on whose behalf. */
  run(settings: Readonly<Record<string, string>>, text: string): Promise<RawResult>
  query(text: string): Promise<RawResult>
}

/** A schema whose tables are there, and statements on it: by the library, and past it. */
export interface Secured {
  readonly name: string
  readonly raw: Raw
  /** Runs statements as who owns the tables. */
  own(statements: readonly string[]): Promise<void>
  store(options?: PostgresOptions): Store
  /** Makes what models say the rules of the database. */
  secure(models: Models): Promise<RowSecuritySql>
  connect(models: Models, store: Store): Promise<LooseDatabase & { close(): Promise<void> }>
  drop(): Promise<void>
}

async function clientOf(url: string, schema: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    options: `-c search_path=${schema} -c client_min_messages=warning`,
  })
  await client.connect()
  return client
}

function rawOn(client: Client): Raw {
  const query = async (text: string): Promise<RawResult> => {
    try {
      const { rows, rowCount } = await client.query(text)
      return { rows, count: rowCount ?? 0 }
    } catch (error) {
      return { rows: [], count: 0, code: Reflect.get(Object(error), 'code') }
    }
  }
  return {
    query,
    async run(settings, text) {
      await client.query('begin')
      for (const [name, value] of Object.entries(settings))
        await client.query('select set_config($1, $2, true)', [name, value])
      const result = await query(text)
      await client.query('rollback')
      return result
    },
  }
}

const connectTo = createPrometheus().connect

/** Makes a schema with the tables of models, which the application's role may use and does not own. */
export async function securedSchema(models: Models): Promise<Secured> {
  const schema = await freshSchema()
  const { name } = schema
  const connect = async (given: Models, store: Store, sync = false) =>
    (await connectTo({
      models: given as unknown as SuiteModels,
      store,
      sync,
    })) as unknown as LooseDatabase & {
      close(): Promise<void>
    }
  await (await connect(models, schema.store(), true)).close()
  await administer(`grant usage on schema ${name} to ${roles.application};
    grant select, insert, update, delete on all tables in schema ${name} to ${roles.application};
    grant usage on all sequences in schema ${name} to ${roles.application}`)
  const owner = await clientOf(serverUrl, name)
  const application = await clientOf(urlAs(roles.application), name)
  const own = async (statements: readonly string[]): Promise<void> => {
    await owner.query('begin')
    try {
      for (const statement of statements) await owner.query(statement)
    } catch (error) {
      await owner.query('rollback')
      throw error
    }
    await owner.query('commit')
  }
  return {
    name,
    raw: rawOn(application),
    own,
    store: (options) =>
      postgres({ url: urlAs(roles.application), schema: name, max: 3, rowSecurity: true, ...options }),
    async secure(given) {
      const store = schema.store()
      const { rowSecurity } = store
      if (rowSecurity === undefined) throw new Error('the store keeps no rules')
      const sql = rowSecurity.write(rowSecurityPlan({ models: given, store }, store), roles)
      await own(sql.up)
      return sql
    },
    connect: (given, store) => connect(given, store),
    async drop() {
      await owner.end()
      await application.end()
      await schema.drop()
    },
  }
}
