// A PostgreSQL server for tests: the one that POSTGRES_URL names, one that runs here, or one that is started for them.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { run } from '../child.mjs'
import { freePort } from './free-port.mjs'

const installed = '/usr/lib/postgresql'

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string} url of its database `postgres`
 * @property {() => Promise<void>} stop by its pid: connections are cut, and what is committed is written out
 * @property {() => Promise<void>} kill by its pid, as a crash would: it recovers when it starts
 * @property {() => Promise<void>} start after a stop, on the same port and data
 * @property {() => Promise<void>} remove stops it and removes its data
 */

/** The folder of the newest installed server's programs, if any.
 * @returns {string | undefined} */
function programs() {
  if (!existsSync(installed)) return undefined
  const versions = readdirSync(installed).toSorted((a, b) => Number(b) - Number(a))
  return versions
    .map((version) => join(installed, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')))
}

/** Whom the server runs as: it refuses to be root.
 * @returns {{ uid?: number, gid?: number }} */
function owner() {
  if (process.getuid?.() !== 0) return {}
  const idOf = (/** @type {string} */ flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** Whether tests can log in there.
 * @param {string} url @returns {Promise<boolean>} */
async function answers(url) {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

/** Waits until the server takes connections.
 * @param {string} bin @param {number} port */
async function isReady(bin, port) {
  for (let tries = 0; tries < 200; tries++) {
    const { code } = await run(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)])
    if (code === 0) return
    await sleep(100)
  }
  throw new Error('the PostgreSQL server for the tests did not start')
}

/** Makes the data folder of a server.
 * @param {{ bin: string, folder: string, who: ReturnType<typeof owner>, auth: string, password: string }} of */
function initialise({ bin, folder, who, auth, password }) {
  const secret = join(folder, 'password')
  writeFileSync(secret, `${password}\n`)
  for (const path of [folder, secret])
    if (who.uid !== undefined && who.gid !== undefined) chownSync(path, who.uid, who.gid)
  const setUp = ['-D', join(folder, 'data'), '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']
  const guard = ['-A', auth, '--pwfile', secret]
  execFileSync(join(bin, 'initdb'), [...setUp, ...guard], {
    ...who,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** Whether {@link startServer} can: a server is installed here. */
export const canStartServer = () => programs() !== undefined

/**
 * Starts a server of its own, with a new data folder; whoever starts it removes it.
 * @param {{ auth?: 'trust' | 'scram-sha-256', password?: string, settings?: readonly string[] }} [options]
 * @returns {Promise<Server>}
 */
export async function startServer({ auth = 'trust', password = 'postgres', settings = [] } = {}) {
  const bin = programs()
  if (bin === undefined) throw new Error(`no PostgreSQL server is installed in ${installed}`)
  const who = owner()
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-postgres-'))
  const data = join(folder, 'data')
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  try {
    initialise({ bin, folder, who, auth, password })
  } catch (error) {
    removeFolder()
    throw error
  }
  const port = await freePort()
  const given = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'max_connections=200',
  ]
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    ...[...given, ...settings].flatMap((setting) => ['-c', setting]),
  ]
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child
  // Whoever started it may end in the middle.
  process.once('exit', () => child?.kill('SIGQUIT'))
  const start = async () => {
    child = spawn(join(bin, 'postgres'), args, { ...who, cwd: folder, stdio: 'ignore' })
    await isReady(bin, port)
  }
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    const running = child
    child = undefined
    if (running === undefined || running.exitCode !== null) return
    const ended = once(running, 'exit')
    running.kill(signal)
    await ended
  }
  const remove = async () => {
    await end('SIGINT')
    removeFolder()
  }
  await start().catch((error) => remove().then(() => Promise.reject(error)))
  return {
    port,
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    start,
    stop: () => end('SIGINT'),
    kill: () => end('SIGQUIT'),
    remove,
  }
}

const DEFAULT = 'postgres://postgres@127.0.0.1:5432/postgres'

/**
 * Finds or starts a server, and puts its address into PROMETHEUS_POSTGRES.
 * @returns {Promise<{ reason?: string, end?: () => Promise<void> }>} why there is none, and how to end one that was started
 */
export async function providePostgres() {
  if (process.env.PROMETHEUS_POSTGRES !== undefined) return {}
  if (process.env.POSTGRES_URL !== undefined) {
    process.env.PROMETHEUS_POSTGRES = process.env.POSTGRES_URL
    return {}
  }
  if (await answers(DEFAULT)) {
    process.env.PROMETHEUS_POSTGRES = DEFAULT
    return {}
  }
  if (!canStartServer())
    return {
      reason: `no PostgreSQL on 127.0.0.1:5432, none installed in ${installed} (Debian: apt-get install postgresql), and POSTGRES_URL is not set`,
    }
  const server = await startServer()
  process.env.PROMETHEUS_POSTGRES = server.url
  return { end: server.remove }
}

/** For vitest, where it runs without scripts/test.mjs. */
export async function setup() {
  const { reason, end } = await providePostgres()
  if (reason !== undefined) throw new Error(reason)
  return end
}
