import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withClient } from './server.ts'

/** A server that a test may stop. */
export interface OwnServer {
  readonly url: string
  /** Ends the server as a crash does; it keeps nothing. */
  kill(): Promise<void>
  /** Starts it again, without its data. */
  start(): Promise<void>
  stop(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const pong = await withClient(url, (client) => client.ping()).catch(() => undefined)
    if (pong !== undefined) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no server came up at ${url}`)
}

/** Starts a server in memory, at a free port. */
export async function ownServer(settings: readonly string[] = [], password?: string): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-redis-'))
  const port = await freePort()
  const url = `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`
  const where = [
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  const lock = password === undefined ? [] : ['--requirepass', password]
  const launch = () => spawn('redis-server', [...where, ...lock, ...settings], { stdio: 'ignore' })
  let child = launch()
  await answers(url)
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  return {
    url,
    kill,
    async start() {
      child = launch()
      await answers(url)
    },
    async stop() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
