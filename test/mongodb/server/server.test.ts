import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { Binary, Decimal128, Double, deserialize, Int32, Long, ObjectId, serialize } from 'bson'
import fc from 'fast-check'
import { Query } from 'mingo'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluate } from './expression.ts'
import { Failure } from './failure.ts'
import type { TestServer } from './index.ts'
import { startServer } from './index.ts'
import { matcher } from './match.ts'
import { numberKey } from './numbers.ts'
import type { Document } from './order.ts'
import { compare, keyOf } from './order.ts'
import { runPipeline } from './pipeline.ts'

const decimal = (text: string) => Decimal128.fromString(text)

describe('the order of BSON', () => {
  const ascending: readonly unknown[] = [
    null,
    new Double(Number.NaN),
    decimal('-Infinity'),
    new Int32(-1),
    new Double(0.1),
    decimal('0.1000000000000000055511151231257828'),
    Long.fromString('9007199254740992'),
    Long.fromString('9007199254740993'),
    new Double(9007199254740994),
    new Double(Number.POSITIVE_INFINITY),
    '',
    '￿',
    '😀',
    {},
    { a: new Int32(1) },
    { a: new Int32(2) },
    { b: new Int32(1) },
    { a: '' },
    [],
    [new Int32(1)],
    new Binary(Buffer.of(255)),
    new Binary(Buffer.of(0, 0)),
    new ObjectId('0'.repeat(24)),
    false,
    true,
    new Date(0),
  ]

  test('is by type, then by value, exactly', () => {
    for (const [i, a] of ascending.entries()) {
      for (const [j, b] of ascending.entries())
        expect(Math.sign(compare(a, b)), `${i} and ${j}`).toBe(Math.sign(i - j))
    }
  })

  test('takes numbers of all types for one, and so do keys', () => {
    const same = [new Int32(10), Long.fromNumber(10), new Double(10), decimal('10.00'), decimal('1E+1')]
    for (const a of same) for (const b of same) expect(compare(a, b)).toBe(0)
    expect(new Set(same.map(numberKey)).size).toBe(1)
    expect(keyOf({ a: same })).toBe(keyOf({ a: [...same].reverse() }))
  })
})

describe('expressions', () => {
  const of = (expression: unknown, document: Document = {}) => evaluate(expression, document)

  test.each([
    [{ $add: [Long.MAX_VALUE, new Int32(1)] }, new Double(2 ** 63)],
    [{ $add: [new Int32(2 ** 31 - 1), new Int32(1)] }, Long.fromNumber(2 ** 31)],
    [{ $add: [decimal('0.1'), decimal('0.2')] }, decimal('0.3')],
    [{ $add: [decimal('9'.repeat(34)), new Int32(1)] }, decimal(`1${'0'.repeat(33)}E+1`)],
    [{ $trunc: [decimal('-1.9')] }, decimal('-1')],
    [{ $divide: [decimal('1'), decimal('8')] }, decimal('0.125')],
    [{ $toLower: 'ÀA' }, 'Àa'],
    [{ $substrCP: ['a😀b', new Int32(1), new Int32(1)] }, '😀'],
    [{ $add: [null, new Int32(1)] }, null],
    [{ $gt: ['$missing', null] }, false],
    [{ $type: '$missing' }, 'missing'],
  ])('%j', (expression, expected) => {
    expect(compare(of(expression), expected)).toBe(0)
  })

  test('that are unknown, or meet a wrong type, are errors', () => {
    expect(() => of({ $add: ['a', new Int32(1)] })).toThrow(Failure)
    expect(() => of({ $unheard: 1 })).toThrow(/\$unheard/)
    expect(() => matcher({ a: { $unheard: 1 } })({})).toThrow(/\$unheard/)
    expect(() => runPipeline([{ $unheard: {} }], [], { collections: () => [], variables: {} })).toThrow(
      Failure,
    )
    expect(() =>
      runPipeline([{ $limit: new Int32(0) }], [], { collections: () => [], variables: {} }),
    ).toThrow(/positive/)
  })

  test('a sum of doubles keeps what each addition loses', () => {
    const world = { collections: () => [], variables: {} }
    const documents = [1e100, 1, -1e100].map((x) => ({ x: new Double(x) }))
    const [group] = runPipeline([{ $group: { _id: null, sum: { $sum: '$x' } } }], documents, world)
    expect(Number(group?.sum)).toBe(1)
  })
})

describe('filters', () => {
  const scalar = fc.constantFrom(null, 0, 1, 2, 'a', 'b', '', true, false)
  const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }))
  const document = fc.record({ a: value, b: value, c: fc.record({ d: value }) }, { requiredKeys: [] })
  const asked = fc.oneof(
    scalar.map((one) => ({ $eq: one })),
    scalar.map((one) => ({ $ne: one })),
    fc
      .constantFrom(0, 1, 'a')
      .chain((one) => fc.constantFrom('$gt', '$gte', '$lt', '$lte').map((op) => ({ [op]: one }))),
    fc.array(scalar, { maxLength: 3 }).map((list) => ({ $in: list })),
    fc.array(scalar, { maxLength: 3 }).map((list) => ({ $nin: list })),
    fc.boolean().map((exists) => ({ $exists: exists })),
    scalar.map((one) => ({ $elemMatch: { $eq: one } })),
  )
  const negatable = fc.oneof(
    asked,
    asked.map((one) => ({ $not: one })),
  )
  const leaf = fc.tuple(fc.constantFrom('a', 'b', 'c.d'), negatable).map(([path, one]) => ({ [path]: one }))
  const junction = fc.tuple(
    fc.constantFrom('$and', '$or', '$nor'),
    fc.array(leaf, { minLength: 1, maxLength: 3 }),
  )
  const filter = fc.oneof(
    leaf,
    junction.map(([name, items]) => ({ [name]: items })),
  )

  test('hold where those of mingo, which were written apart from these, hold', () => {
    fc.assert(
      fc.property(document, filter, (one, asking) => {
        expect(matcher(asking)(one)).toBe(new Query(asking).test(one))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('over the wire', () => {
  let server: TestServer
  let client: MongoClient
  beforeAll(async () => {
    server = await startServer()
    client = new MongoClient(server.url, { serverSelectionTimeoutMS: 2000 })
  })
  afterAll(async () => {
    await client.close()
    await server.stop()
  })

  const opMsg = (flags: number, command: Document): Buffer => {
    const body = serialize(command)
    const message = Buffer.alloc(21 + body.length)
    for (const [i, word] of [message.length, 7, 0, 2013].entries()) message.writeInt32LE(word, i * 4)
    message.writeUInt32LE(flags, 16)
    message.set(body, 21)
    return message
  }
  const open = () =>
    new Promise<Socket>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => resolve(socket))
    })

  test('a command that wants no answer gets none, and messages may come in pieces', async () => {
    const socket = await open()
    const answered = new Promise<Buffer>((resolve) => socket.once('data', resolve))
    socket.write(opMsg(2, { insert: 'silent', documents: [{ _id: 1 }], $db: 'wire' }))
    const ping = opMsg(0, { ping: 1, $db: 'wire' })
    socket.write(ping.subarray(0, 10))
    await new Promise((resolve) => setTimeout(resolve, 20))
    socket.write(ping.subarray(10))
    const answer = await answered
    expect([answer.readInt32LE(8), answer.readInt32LE(12)]).toEqual([7, 2013])
    expect(deserialize(answer.subarray(21))).toEqual({ ok: 1 })
    expect((await client.db('wire').collection('silent').find().toArray()).length).toBe(1)
    socket.destroy()
  })

  test('answers come in parts, by a cursor', async () => {
    const many = client.db('wire').collection('many')
    await many.insertMany(Array.from({ length: 250 }, (_, n) => ({ n })))
    expect(await many.find({}, { batchSize: 100 }).toArray()).toHaveLength(250)
    expect(server.commands.get('getMore')).toBeGreaterThanOrEqual(2)
  })

  test('what is unknown is an error', async () => {
    await expect(client.db('wire').command({ unheard: 1 })).rejects.toMatchObject({ code: 168 })
  })

  const begun = async () => {
    const session = client.startSession()
    session.startTransaction()
    return session
  }

  test('the first that writes a document wins; the other is told so, and is over', async () => {
    const accounts = client.db('wire').collection<{ _id: number; n: number }>('accounts')
    await accounts.insertOne({ _id: 1, n: 0 })
    const [one, two] = [await begun(), await begun()]
    await accounts.findOne({ _id: 1 }, { session: two })
    await accounts.updateOne({ _id: 1 }, { $set: { n: 1 } }, { session: one })
    const write = () => accounts.updateOne({ _id: 1 }, { $set: { n: 2 } }, { session: two })
    await expect(write()).rejects.toMatchObject({ code: 112, errorLabels: ['TransientTransactionError'] })
    await expect(write()).rejects.toMatchObject({ code: 251 })
    expect((await accounts.findOne({ _id: 1 }))?.n).toBe(0)
    await one.commitTransaction()
    expect((await accounts.findOne({ _id: 1 }))?.n).toBe(1)
    await Promise.all([one.endSession(), two.endSession()])
  })

  test('a snapshot does not move, and a write over what moved is a conflict', async () => {
    const moving = client.db('wire').collection<{ _id: number; n: number }>('moving')
    await moving.insertOne({ _id: 1, n: 0 })
    const session = await begun()
    await moving.findOne({ _id: 1 }, { session })
    await moving.updateOne({ _id: 1 }, { $set: { n: 1 } })
    expect((await moving.findOne({ _id: 1 }, { session }))?.n).toBe(0)
    await expect(moving.deleteOne({ _id: 1 }, { session })).rejects.toMatchObject({ code: 112 })
    await session.endSession()
  })

  test('a write outside of transactions waits for the one that holds its document', async () => {
    const waiting = client.db('wire').collection<{ _id: number; n: number }>('waiting')
    await waiting.insertOne({ _id: 1, n: 0 })
    const session = await begun()
    await waiting.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session })
    const outside = waiting.updateOne({ _id: 1 }, { $inc: { n: 10 } })
    await session.commitTransaction()
    await outside
    expect((await waiting.findOne({ _id: 1 }))?.n).toBe(11)
    await session.endSession()
  })

  test('unique indexes hold for what their filter lets in', async () => {
    const unique = client.db('wire').collection('unique')
    await unique.createIndex(
      { a: 1 },
      { unique: true, name: 'a', partialFilterExpression: { a: { $gte: '' } } },
    )
    await unique.insertMany([{ a: 'x' }, {}, {}, { a: null }])
    await expect(unique.insertOne({ a: 'x' })).rejects.toMatchObject({ code: 11000, keyPattern: { a: 1 } })
    await expect(
      unique.createIndex({ b: 1 }, { unique: true, partialFilterExpression: { b: { $ne: null } } }),
    ).rejects.toMatchObject({ code: 67 })
  })
})
