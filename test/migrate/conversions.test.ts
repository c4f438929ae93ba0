import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatMigration, parseMigration } from '../../src/migrate/file.ts'
import { History } from '../../src/migrate/history.ts'
import { runWhole } from '../../src/migrate/run-file.ts'
import type { SchemaAccess, TableState } from '../../src/store/schema-access.ts'
import type { Case, Cases } from './conversions/cases.ts'
import { mysqlCases } from './conversions/mysql.ts'
import { postgresCases } from './conversions/postgres.ts'
import { sqliteCases } from './conversions/sqlite.ts'
import { engines } from './engines.ts'
import { Workspace } from './workspace.ts'

const all: Readonly<Record<string, Cases>> = {
  sqlite: sqliteCases,
  postgres: postgresCases,
  mysql: mysqlCases,
}

const typesOf = (pair: string): [from: string, to: string] => {
  const [from = '', to = ''] = pair.split(' > ')
  return [from, to]
}

/** The value as it is put in, and as it reads afterwards. */
function valuesOf(written: string): { value: string; after: string } {
  const [value = '', after = value] = written.split(' → ')
  return { value, after }
}

const literal = (value: string): string => (/^x'/.test(value) ? value : `'${value.replaceAll("'", "''")}'`)

describe.each(engines)('a column of $name', (engine) => {
  const cases = all[engine.database] as Cases
  let space: Workspace
  beforeAll(async () => {
    space = await Workspace.on(engine)
  })
  afterAll(() => space.end())

  /** A table of a column of a type, with records. */
  async function make(type: string, values: readonly string[] = []): Promise<TableState> {
    await space.sql('drop table if exists thing')
    await space.sql(`create table thing (id integer primary key, a ${type})${cases.options?.(type) ?? ''}`)
    for (const [id, value] of values.entries())
      await space.sql(`insert into thing (id, a) values (${id}, ${literal(value)})`)
    return (await space.tables()).find(({ name }) => name === 'thing') as TableState
  }

  const shown = async (): Promise<unknown[]> => {
    const rows = await space.with(async (_store, access) =>
      access.query(`select ${cases.shown} as a from thing order by id`),
    )
    return rows.map(({ a }) => a)
  }

  const statements = (access: SchemaAccess, before: TableState, after: TableState): readonly string[] =>
    access.write([{ before, after: { ...after, extras: before.extras }, renamed: [] }])

  const migrate = (before: TableState, after: TableState): Promise<void> =>
    space.with(async (_store, access) => {
      const up = statements(access, before, after)
      const header = { name: 'change', database: engine.database, tables: ['thing'], result: '', summary: [] }
      const file = parseMigration('change', formatMigration({ ...header, up, down: [] }), access.backslashes)
      await access.migrate(20_000, (session) =>
        session.atomically(() => runWhole({ access, session, history: new History(session) }, file.up)),
      )
    })

  test.each(Object.keys(cases.pairs))('%s', async (pair) => {
    const { fits, misfits } = cases.pairs[pair] as Case
    const [from, to] = typesOf(pair)
    const after = await make(to)
    const good = fits.map(valuesOf)
    const before = await make(
      from,
      good.map(({ value }) => value),
    )
    for (const value of misfits) {
      await space.sql(`insert into thing (id, a) values (99, ${literal(value)})`)
      const held = await shown()
      await expect(migrate(before, after), `${pair}: ${value}`).rejects.toThrow(/\bthing\b.*\ba\b/s)
      expect(await space.tables()).toEqual([before])
      expect(await shown()).toEqual(held)
      await space.sql('delete from thing where id = 99')
    }
    await space.sql('insert into thing (id, a) values (100, null)')
    await migrate(before, after)
    expect((await space.tables())[0]?.columns[1]?.type).toBe(after.columns[1]?.type)
    expect(await shown()).toEqual([...good.map(({ after: read }) => read), null])
  })

  test('is tried with every other type that it can become', async () => {
    const states: [string, TableState][] = []
    for (const type of cases.types) states.push([type, await make(type)])
    const converts = await space.with(async (_store, access) =>
      states.flatMap(([from, before]) =>
        states.flatMap(([to, after]) => {
          if (from === to) return []
          try {
            statements(access, before, after)
            return [`${from} > ${to}`]
          } catch (error) {
            expect(error).toMatchObject({
              code: 'MIGRATION_REFUSED',
              message: expect.stringMatching(/^thing\.a: .* fill it in a migration of its own/),
            })
            return []
          }
        }),
      ),
    )
    expect(converts.length).toBeGreaterThan(cases.types.length)
    expect(converts.filter((pair) => cases.pairs[pair] === undefined)).toEqual([])
  })
})
