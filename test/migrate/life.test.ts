import { field } from 'prometheus-odm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { start } from '../concurrency/child-process.ts'
import { engines } from './engines.ts'
import type { WrittenModel } from './workspace.ts'
import { shapesOf, Workspace } from './workspace.ts'

const id = field.id()
const key = '01890000-0000-7000-8000-000000000001'
const thing = (schema: object): WrittenModel[] => [{ name: 'Thing', schema: { id, ...schema } }]
const first = thing({ name: field.string() })
const second = thing({ name: field.text({ required: true }), rank: field.integer({ default: 1 }) })
const third = thing({
  name: field.text({ required: true }),
  rank: field.integer({ default: 1, index: true }),
})

describe.each(engines)('$name', (engine) => {
  let space: Workspace
  beforeEach(async () => {
    space = await Workspace.on(engine)
  })
  afterEach(() => space.end())

  const program = (...more: string[]) =>
    start('../migrate/apply-program.ts', engine.name, space.address, space.folder, ...more)

  test('of two processes that apply at once, one applies and the other waits and finds nothing to do', async () => {
    await space.write(first)
    await space.apply()
    await space.insert(first, 'Thing', [{ id: key, name: 'a' }])
    await space.write(second)
    const programs = Array.from({ length: 4 }, () => program())
    const ends = await Promise.all(programs.map(({ ended }) => ended))
    expect(ends).toEqual([0, 0, 0, 0])
    expect(programs.map(({ lines }) => lines.at(-1)).toSorted()).toEqual([
      'applied 0',
      'applied 0',
      'applied 0',
      'applied 1',
    ])
    expect(await space.find(second, 'Thing')).toEqual([{ id: key, name: 'a', rank: 1 }])
    expect(await space.check(second)).toEqual([])
  })

  test('no wait at all ends at once while another migrates', async () => {
    const migrate = (wait: number, work: () => Promise<void>) =>
      space.with((_store, access) => access.migrate(wait, (session) => session.atomically(work)))
    await migrate(20_000, async () => {
      await expect(migrate(0, async () => undefined)).rejects.toMatchObject({ code: 'LOCK_TIMEOUT' })
    })
    await migrate(0, async () => undefined)
  })

  test.each([
    ['before', 'update', 'update '],
    ['before', 'a definition', 'rank'],
    ['after', 'a definition', 'rank'],
  ] as const)('a process that is killed %s %s leaves nothing by halves', async (when, _what, text) => {
    await space.write(first)
    await space.apply()
    await space.insert(first, 'Thing', [{ id: key, name: 'a' }])
    const before = await space.tables()
    await space.write(second)
    const killed = program(text, when)
    await killed.says(/stands still/)
    killed.kill('SIGKILL')
    await killed.ended
    if (engine.database === 'mysql') expect(await space.status()).toEqual(['applied', 'unfinished'])
    else {
      expect(await space.tables()).toEqual(before)
      expect(await space.status()).toEqual(['applied', 'pending'])
    }
    expect(await space.apply()).toHaveLength(1)
    expect(await space.find(second, 'Thing')).toEqual([{ id: key, name: 'a', rank: 1 }])
    expect(await space.check(second)).toEqual([])
  })

  test('several migrations, back by steps and to a name, and forth again', async () => {
    for (const models of [first, second, third]) await space.migrate(models)
    const [one, two, three] = space.names() as [string, string, string]
    expect(await space.rollback()).toEqual([three])
    expect((await space.diff(second)).summary).toEqual([])
    expect(await space.status()).toEqual(['applied', 'applied', 'pending'])
    expect(await space.check(third)).toEqual([`${three} is not applied: run apply.`])
    expect(await space.apply()).toEqual([three])
    expect(await space.rollback({ to: one })).toEqual([three, two])
    expect((await space.diff(first)).summary).toEqual([])
    expect(await space.apply()).toEqual([two, three])
    await expect(space.rollback({ to: 'nothing' })).rejects.toMatchObject({
      code: 'MIGRATION_REFUSED',
      message: `There is no applied migration nothing; applied are: ${one}, ${two}, ${three}.`,
    })
    expect(await space.rollback({ steps: 9 })).toEqual([three, two, one])
    expect(await space.tables()).toEqual([])
    expect(await space.rollback()).toEqual([])
  })

  test('a file that is edited or removed after it was applied is refused', async () => {
    await space.migrate(first)
    const [one = ''] = space.names()
    await space.write(second)
    const text = space.text(one)
    space.edit(one, (was) => `${was}-- more\n`)
    for (const go of [() => space.apply(), () => space.rollback()])
      await expect(go()).rejects.toMatchObject({
        code: 'MIGRATION_REFUSED',
        message: expect.stringMatching(
          /^\S+_change was applied, and its file was changed after that: put the file back/,
        ),
      })
    expect(await space.status()).toEqual(['edited', 'pending'])
    expect(await space.check(first)).toHaveLength(2)
    space.edit(one, () => text.replaceAll('\n', '\r\n'))
    expect(await space.status()).toEqual(['applied', 'pending'])
    space.remove(one)
    await expect(space.apply()).rejects.toThrow(/its file is not there/)
    expect(await space.status()).toEqual(['missing', 'pending'])
    for (const name of space.names()) space.remove(name)
    await expect(space.apply()).rejects.toThrow(/its file is not there/)
  })

  test('a change beside the migrations is found as drift', async () => {
    await space.migrate(first)
    expect(await space.check(first)).toEqual([])
    await space.sql('create index beside on thing (name)')
    expect(await space.check(first)).toEqual([
      expect.stringMatching(/^The tables are not as \S+_change left them/),
      'The models need a migration: remove index beside of thing.',
    ])
  })

  test('a database that sync has made is recorded as migrated, one that is otherwise is not', async () => {
    await space.with((store) => Promise.resolve(store.sync()), shapesOf(first))
    await space.write(first, undefined, { initial: true })
    await expect(space.apply()).rejects.toThrow()
    expect(await space.record()).toEqual(space.names())
    expect(await space.check(first)).toEqual([])
    await space.write(second)
    await expect(space.record()).rejects.toThrow(/are not as \S+ leaves them, so it is not recorded/)
    await space.apply()
    expect(await space.check(second)).toEqual([])
  })

  test('a way back that would lose what cannot be told again is refused, and says why', async () => {
    await space.migrate(first)
    await space.insert(first, 'Thing', [{ id: key, name: '1' }])
    await space.sql(`update thing set name = '{}'`)
    const json = thing({ name: field.json() })
    const outcome = await space.migrate(json).catch((error: unknown) => error)
    if (Array.isArray(outcome)) expect(await space.find(json, 'Thing')).toEqual([{ id: key, name: {} }])
    else expect(outcome).toMatchObject({ code: 'MIGRATION_REFUSED', message: /fill it in a migration/ })
  })
})
