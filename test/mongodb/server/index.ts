import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { Double, Int32 } from 'bson'
import type { Server } from './commands.ts'
import { runCommand } from './commands.ts'
import { Cursors } from './cursors.ts'
import { Failure } from './failure.ts'
import type { Document } from './order.ts'
import { Sessions } from './sessions.ts'
import { Storage } from './storage.ts'
import { Locks, Wait } from './transaction.ts'
import type { Request } from './wire.ts'
import { answer, Framing, parse } from './wire.ts'

/** A server that runs. */
export interface TestServer {
  readonly url: string
  readonly port: number
  /** Commands that were run, by name. */
  readonly commands: ReadonlyMap<string, number>
  /** Answers the next command of a name with an error, once. */
  failNext(command: string, failure: Failure): void
  /** Answers the next command of a name late, once. */
  delayNext(command: string, milliseconds: number): void
  /** Cuts all connections, as a network does that fails for a moment. Transactions belong to sessions, and stay. */
  cut(): void
  stop(): Promise<void>
}

const failed = ({ code, codeName, message, labels, more }: Failure): Document => ({
  ok: new Double(0),
  errmsg: message,
  code: new Int32(code),
  codeName,
  ...more,
  ...(labels.length > 0 && { errorLabels: labels }),
})

/** The largest command: that of a document, and somewhat more. */
const LARGEST = 16 * 1024 * 1024 + 16 * 1024

/** A write outside of transactions waits for what holds its documents. */
async function patiently(server: Server, command: Document): Promise<Document> {
  for (;;) {
    try {
      return { ...runCommand(server, command), ok: new Double(1) }
    } catch (error) {
      if (error instanceof Wait) await error.until
      else if (error instanceof Failure) return failed(error)
      else return failed(new Failure(8, 'UnknownError', String((error as Error).stack)))
    }
  }
}

/**
 * Starts a small MongoDB server in this process, on a free port of 127.0.0.1, with nothing in it. Transactions last for
 * a minute, as on a server whose `transactionLifetimeLimitSeconds` is not set.
 */
export async function startServer({
  isAlone = false,
  lifetime = 60_000,
  wireVersion = 21,
} = {}): Promise<TestServer> {
  const storage = new Storage()
  const sockets = new Set<Socket>()
  const counts = new Map<string, number>()
  const failures = new Map<string, Failure[]>()
  const delays = new Map<string, number>()
  const listener = createServer((socket) => serve(socket))
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const server: Server = {
    address: `127.0.0.1:${port}`,
    isAlone,
    wireVersion,
    storage,
    sessions: new Sessions(storage, new Locks(), lifetime),
    cursors: new Cursors(),
  }

  async function respond(request: Request): Promise<Document> {
    const [name = ''] = Object.keys(request.command)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const delay = delays.get(name)
    delays.delete(name)
    const limit = Number(request.command.maxTimeMS ?? Number.POSITIVE_INFINITY)
    if (delay !== undefined) await new Promise((resolve) => setTimeout(resolve, Math.min(delay, limit)))
    if (delay !== undefined && delay > limit)
      return failed(new Failure(50, 'MaxTimeMSExpired', 'operation exceeded time limit'))
    const failure = failures.get(name)?.shift()
    if (request.size > LARGEST)
      return failed(new Failure(10334, 'BSONObjectTooLarge', `BSONObj size: ${request.size} is invalid.`))
    if (failure === undefined) return patiently(server, request.command)
    if (request.command.autocommit === false) server.sessions.end(request.command.lsid)
    return failed(failure)
  }

  function serve(socket: Socket): void {
    const framing = new Framing()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => {
      for (const message of framing.take(chunk)) {
        const request = parse(message)
        respond(request).then(
          (reply) => request.isSilent || socket.destroyed || socket.write(answer(request, reply)),
          () => socket.destroy(),
        )
      }
    })
  }

  return {
    url: `mongodb://127.0.0.1:${port}/`,
    port,
    commands: counts,
    failNext: (command, failure) => failures.set(command, [...(failures.get(command) ?? []), failure]),
    delayNext: (command, milliseconds) => delays.set(command, milliseconds),
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        listener.close(() => resolve())
      }),
  }
}
