import { Int32, UUID } from 'bson'
import type { Cursors } from './cursors.ts'
import { Failure, unknown } from './failure.ts'
import { matcher } from './match.ts'
import type { Document } from './order.ts'
import { equal, isDocument } from './order.ts'
import { runPipeline } from './pipeline.ts'
import type { Sessions } from './sessions.ts'
import type { Index, Storage } from './storage.ts'
import { duplicate, entryOf } from './storage.ts'
import type { View } from './transaction.ts'
import type { Target } from './writes.ts'
import { findAndModify, insert, remove, update } from './writes.ts'

/** What commands work with. */
export interface Server {
  readonly address: string
  /** In no replica set: it then says so, and no more. */
  readonly isAlone: boolean
  /** How new the server says that it is. */
  readonly wireVersion: number
  readonly storage: Storage
  readonly sessions: Sessions
  readonly cursors: Cursors
}

interface Call {
  readonly server: Server
  readonly command: Document
  readonly database: string
  readonly view: View
}
type Command = (call: Call) => Document

const SET = 'test'

/** The answer of a primary that is alone in its replica set; without topologyVersion, so that nobody waits for changes. */
const hello: Command = ({ server: { address, isAlone, wireVersion } }) => ({
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  secondary: false,
  ...(!isAlone && {
    setName: SET,
    setVersion: new Int32(1),
    hosts: [address],
    primary: address,
    me: address,
  }),
  maxBsonObjectSize: new Int32(16 * 1024 * 1024),
  maxMessageSizeBytes: new Int32(48_000_000),
  maxWriteBatchSize: new Int32(100_000),
  localTime: new Date(),
  logicalSessionTimeoutMinutes: new Int32(30),
  connectionId: new Int32(1),
  minWireVersion: new Int32(0),
  maxWireVersion: new Int32(wireVersion),
  readOnly: false,
})

const named = (command: Document, verb: string): string => {
  const name = command[verb]
  if (typeof name === 'string' && name !== '') return name
  throw new Failure(73, 'InvalidNamespace', `collection name has invalid type for ${verb}`)
}

const target = ({ view, database, command }: Call, verb: string): Target => ({
  view,
  database,
  collection: named(command, verb),
  inTransaction: command.autocommit === false,
})

const isOrdered = ({ command }: Call): boolean => command.ordered !== false
const items = <T>(value: unknown): readonly T[] => value as readonly T[]

const cursor = ({ server, command, database }: Call, collection: string, documents: Document[]): Document => {
  const size = isDocument(command.cursor) ? command.cursor.batchSize : command.batchSize
  return server.cursors.open(`${database}.${collection}`, documents, size)
}

const readPipeline = (
  { view, database }: Call,
  collection: unknown,
  stages: readonly Document[],
): Document[] => {
  const of = (name: string) => view.documents(database, name)
  const start = typeof collection === 'string' ? [...of(collection)] : []
  return runPipeline(stages, start, { collections: of, variables: {} })
}

const aggregate: Command = (call) => {
  const { command } = call
  const stages = items<Document>(command.pipeline)
  if (typeof command.aggregate !== 'string' && !('$documents' in (stages[0] ?? {})))
    throw new Failure(73, 'InvalidNamespace', 'an aggregate without a collection begins with $documents')
  const name = typeof command.aggregate === 'string' ? command.aggregate : '$cmd.aggregate'
  return cursor(call, name, readPipeline(call, command.aggregate, stages))
}

const find: Command = (call) => {
  const { command } = call
  const { filter = {}, sort, skip, limit, projection } = command
  const stages: Document[] = [{ $match: filter }]
  if (isDocument(sort)) stages.push({ $sort: sort })
  if (skip !== undefined) stages.push({ $skip: skip })
  if (limit !== undefined && Number(limit) !== 0) stages.push({ $limit: limit })
  if (isDocument(projection)) stages.push({ $project: projection })
  return cursor(call, named(command, 'find'), readPipeline(call, command.find, stages))
}

const create: Command = ({ server, command, database }) => {
  const name = named(command, 'create')
  if (server.storage.database(database).has(name))
    throw new Failure(48, 'NamespaceExists', `Collection ${database}.${name} already exists.`)
  server.storage.collection(database, name).validator = command.validator as Document | undefined
  return {}
}

const collectionIn = ({ server, database }: Call, name: string) => {
  const collection = server.storage.database(database).get(name)
  if (collection === undefined)
    throw new Failure(26, 'NamespaceNotFound', `ns does not exist: ${database}.${name}`)
  return collection
}

const collMod: Command = (call) => {
  collectionIn(call, named(call.command, 'collMod')).validator = call.command.validator as
    | Document
    | undefined
  return {}
}

/** Operators that a filter of a partial index may have. */
const PARTIAL = ['$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type']

function checkPartial(filter: Document | undefined): void {
  for (const asked of Object.values(filter ?? {})) {
    const strange = isDocument(asked) ? Object.keys(asked).find((name) => !PARTIAL.includes(name)) : undefined
    if (strange !== undefined)
      throw new Failure(67, 'CannotCreateIndex', `Expression not supported in partial index: ${strange}`)
  }
}

const createIndexes: Command = (call) => {
  const name = named(call.command, 'createIndexes')
  const collection = call.server.storage.collection(call.database, name)
  for (const index of items<Index>(call.command.indexes)) {
    checkPartial(index.partialFilterExpression)
    const known = collection.indexes.find((one) => one.name === index.name)
    const { v: _, ...made } = index
    const { v: __, ...existing } = known ?? { v: 2 }
    if (known !== undefined && !equal(made, existing))
      throw new Failure(
        86,
        'IndexKeySpecsConflict',
        'An existing index has the same name as the requested index.',
      )
    if (known !== undefined) continue
    const seen = new Set<string>()
    for (const document of index.unique === true ? collection.documents.values() : []) {
      const entry = entryOf(index, document)
      if (entry !== undefined && seen.has(entry.text))
        throw duplicate(`${call.database}.${name}`, index, entry.values)
      if (entry !== undefined) seen.add(entry.text)
    }
    collection.indexes.push({ ...made, v: 2 })
  }
  return {}
}

const listCollections: Command = (call) => {
  const fits = matcher((call.command.filter ?? {}) as Document)
  const all = [...call.server.storage.database(call.database).values()].map(({ name, uuid, validator }) => ({
    name,
    type: 'collection',
    options: validator === undefined ? {} : { validator },
    info: { readOnly: false, uuid: new UUID(uuid) },
  }))
  return cursor(call, '$cmd.listCollections', all.filter(fits))
}

const listIndexes: Command = (call) => {
  const name = named(call.command, 'listIndexes')
  return cursor(
    call,
    name,
    collectionIn(call, name).indexes.map((index) => ({ ...index })),
  )
}

const drop: Command = (call) => {
  call.server.storage.database(call.database).delete(named(call.command, 'drop'))
  return {}
}

const endSessions: Command = ({ server, command }) => {
  for (const lsid of items<unknown>(command.endSessions)) server.sessions.end(lsid)
  return {}
}

const COMMANDS: Readonly<Record<string, Command>> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping: () => ({}),
  buildInfo: () => ({ version: '7.0.0', versionArray: [7, 0, 0, 0].map((part) => new Int32(part)) }),
  insert: (call) => insert(target(call, 'insert'), items(call.command.documents), isOrdered(call)),
  update: (call) => update(target(call, 'update'), items(call.command.updates), isOrdered(call)),
  delete: (call) => remove(target(call, 'delete'), items(call.command.deletes), isOrdered(call)),
  findAndModify: (call) => findAndModify(target(call, 'findAndModify'), call.command),
  find,
  aggregate,
  getMore: ({ server, command }) => server.cursors.more(command.getMore, command.batchSize),
  killCursors: ({ server, command }) => server.cursors.kill(items(command.cursors)),
  create,
  collMod,
  createIndexes,
  listCollections,
  listIndexes,
  drop,
  dropDatabase: ({ server, database }) => {
    server.storage.drop(database)
    return {}
  },
  commitTransaction: ({ server, command }) => {
    server.sessions.commit(command)
    return {}
  },
  abortTransaction: ({ server, command }) => {
    server.sessions.abort(command)
    return {}
  },
  endSessions,
}

const NOT_IN_TRANSACTIONS = [
  'create',
  'collMod',
  'createIndexes',
  'drop',
  'dropDatabase',
  'listCollections',
  'listIndexes',
]
const ENDS = ['commitTransaction', 'abortTransaction']

/** Runs one command, which is named by its first key. */
export function runCommand(server: Server, command: Document): Document {
  const [name = ''] = Object.keys(command)
  const known = COMMANDS[name]
  if (known === undefined) throw unknown('command', name)
  if (command.autocommit === false && NOT_IN_TRANSACTIONS.includes(name))
    throw new Failure(
      263,
      'OperationNotSupportedInTransaction',
      `Cannot run '${name}' in a multi-document transaction.`,
    )
  const database = String(command.$db)
  const ends = ENDS.includes(name)
  const view = server.sessions.view(ends || name === 'getMore' ? {} : command)
  try {
    return known({ server, command, database, view })
  } catch (error) {
    if (command.autocommit === false && !ends && error instanceof Failure) server.sessions.end(command.lsid)
    throw error
  }
}
