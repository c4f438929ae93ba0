import { field } from 'prometheus-odm'
import { mysql } from 'prometheus-odm/mysql'
import { expect, test } from 'vitest'
import { Connector } from '../../src/stores/mysql/connector.ts'
import { settingsOf } from '../../src/stores/mysql/options.ts'
import { meeting } from '../../src/testing/timing.ts'
import { tryFaults } from '../faults/all.ts'
import type { Models } from '../faults/ground.ts'
import { connect, defineModel, Entry, outcome } from '../faults/ground.ts'
import { engine } from './fault-engine.ts'

const ground = tryFaults(engine)

test('what is used of a transaction after a deadlock says that it is no more', async () => {
  await ground.withDatabase({}, async (db) => {
    const [one, two] = [await db.Entry.create({ mark: 'x' }), await db.Entry.create({ mark: 'y' })]
    const later: string[] = []
    const both = meeting(2)
    const cross = (first: string, second: string) =>
      db.transaction(async (tx) => {
        await tx.Entry.updateWhere({ id: first }, { count: { $inc: 1 } })
        await both()
        const met = await outcome(tx.Entry.updateWhere({ id: second }, { count: { $inc: 1 } }))
        if (met !== 'done') later.push(met, await outcome(tx.Entry.create({ mark: 'after' })))
      })
    const codes = await Promise.all([outcome(cross(one.id, two.id)), outcome(cross(two.id, one.id))])
    expect(codes.sort()).toEqual(['TX_CLOSED', 'done'])
    expect(later).toEqual(['SERIALIZATION_FAILURE', 'TX_CLOSED'])
    expect(await db.Entry.count({ mark: 'after' })).toBe(0)
  })
})

test('statements are kept prepared only up to the limit, and run again after they were forgotten', async () => {
  const store = mysql({ url: ground.server.url, max: 1, preparedStatements: 4 })
  const db = await connect<Models>({ models: { Entry }, store })
  await db.Entry.create({ mark: 'many' })
  for (let limit = 1001; limit < 1021; limit++)
    expect(await db.Entry.find({ where: { mark: 'many' }, limit, offset: limit % 7 })).toBeInstanceOf(Array)
  const fields = ['id', 'mark', 'count', 'code'] as const
  for (const name of [...fields, ...fields])
    expect(await db.Entry.find({ sort: { [name]: 'asc' }, limit: 1 })).toHaveLength(1)
  const [row] = await ground.server.administer("show global status like 'Prepared_stmt_count'")
  expect(row).toMatchObject({ Value: expect.stringMatching(/^[0-4]$/) })
  await db.close()
})

// The message has 18 bytes beside the text; one of 2^24 - 1 bytes is followed by an empty part.
test.each([-5, -1, 0, 1, 5_000_000])(
  'a message that is larger by %i bytes than its largest part arrives whole',
  async (more) => {
    await ground.server.administer('set global max_allowed_packet = 67108864')
    const connection = await new Connector(settingsOf(ground.server.url)).connect()
    const text = 'x'.repeat(2 ** 24 - 1 - 18 + more)
    expect(await connection.rows('select length(?)', [text])).toEqual([[text.length]])
    expect(await connection.rows('select ?', ['behind'])).toEqual([['behind']])
    await connection.end()
  },
)

test('what is larger than a message is refused before it is sent, and so is a change that would be', async () => {
  class Page extends defineModel({
    name: 'Page',
    schema: { id: field.id(), text: field.text() },
    changes: true,
  }) {}
  await ground.server.administer('set global max_allowed_packet = 1048576')
  const store = mysql({ url: ground.server.url, max: 2 })
  const db = await connect<{ Page: typeof Page }>({ models: { Page }, store, sync: true })
  const of = (letter: string, length: number) => letter.repeat(length)
  const refused = (work: Promise<unknown>) =>
    expect(work).rejects.toMatchObject({
      code: 'CHECK_VIOLATION',
      message: expect.stringMatching(/^Page: .*max_allowed_packet/),
    })

  for (const length of [1_048_000, 1_048_576, 3_000_000])
    await refused(db.Page.create({ text: of('x', length) }))
  const page = await db.Page.create({ text: of('a', 600_000) })
  await refused(db.Page.updateWhere({ id: page.id }, { text: of('b', 600_000) }))
  const caught = db.transaction(async (tx) => {
    await tx.Page.create({ text: 'beside' })
    await refused(tx.Page.updateWhere({ id: page.id }, { text: of('é', 300_000) }))
  })
  await expect(caught).rejects.toMatchObject({ code: 'TX_CLOSED' })
  await db.Page.updateWhere({ id: page.id }, { text: 'short' })

  expect(await db.Page.find({ select: { text: true } })).toEqual([{ text: 'short' }])
  const { changes } = await db.changes.read()
  expect(changes.map(({ op }) => op)).toEqual(['create', 'update'])
  expect(db.pools()[0]).toMatchObject({ lost: 0 })
  await db.close()
  await ground.server.administer('set global max_allowed_packet = 16777216')
})
