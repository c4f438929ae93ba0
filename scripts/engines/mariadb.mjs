// A MySQL or MariaDB server for tests: the one that MYSQL_URL names, one that runs here, or one that is started for them.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2'

const programs = ['/usr/sbin/mariadbd', '/usr/sbin/mysqld']
const installer = '/usr/bin/mariadb-install-db'

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string} url of no database
 * @property {() => Promise<void>} stop by its pid, in an orderly way
 * @property {() => Promise<void>} kill by its pid, as a crash would
 * @property {() => Promise<void>} start after a stop, on the same port and data
 * @property {() => Promise<void>} remove stops it and removes its data
 */

const program = () => programs.find((path) => existsSync(path) && existsSync(installer))

/** Whether {@link startServer} can: a server is installed here. */
export const canStartServer = () => program() !== undefined

/** Whom the server runs as: it refuses to be root.
 * @returns {{ uid?: number, gid?: number }} */
function owner() {
  if (process.getuid?.() !== 0) return {}
  const idOf = (/** @type {string} */ flag) =>
    Number(execFileSync('id', [flag, 'mysql'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/** @returns {Promise<number>} a port that nobody listens on */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Whether root gets in there without a password.
 * @param {number} port @returns {Promise<boolean>} */
function answers(port) {
  return new Promise((done) => {
    const connection = createConnection({ host: '127.0.0.1', port, user: 'root', connectTimeout: 2_000 })
    const end = (/** @type {boolean} */ is) => {
      connection.destroy()
      done(is)
    }
    connection.on('error', () => end(false))
    connection.connect((error) => end(error === null))
  })
}

/** Waits until the server takes connections.
 * @param {number} port */
async function isReady(port) {
  for (let tries = 0; tries < 300; tries++) {
    if (await answers(port)) return
    await sleep(100)
  }
  throw new Error('the MariaDB server for the tests did not start')
}

/**
 * Starts a server of its own, with a new data folder; whoever starts it removes it.
 * @param {{ settings?: readonly string[] }} [options]
 * @returns {Promise<Server>}
 */
export async function startServer({ settings = [] } = {}) {
  const path = program()
  if (path === undefined) throw new Error(`no MariaDB server is installed in ${programs[0]}`)
  const who = owner()
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-mariadb-'))
  if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid)
  const data = join(folder, 'data')
  const setUp = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal']
  execFileSync(installer, [...setUp, '--skip-test-db', '--innodb-log-file-size=16M'], {
    ...who,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const port = await freePort()
  const args = [
    '--no-defaults',
    `--datadir=${data}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--innodb-buffer-pool-size=64M',
    '--innodb-log-file-size=16M',
    ...settings,
  ]
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child
  const start = async () => {
    child = spawn(path, args, { ...who, cwd: folder, stdio: 'ignore' })
    await isReady(port)
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
    await end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  await start()
  return {
    port,
    url: `mysql://root@127.0.0.1:${port}`,
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    remove,
  }
}

/**
 * Finds or starts a server, and puts its address into PROMETHEUS_MYSQL.
 * @returns {Promise<{ reason?: string, end?: () => Promise<void> }>} why there is none, and how to end one that was started
 */
export async function provideMysql() {
  if (process.env.PROMETHEUS_MYSQL !== undefined) return {}
  if (process.env.MYSQL_URL !== undefined) {
    process.env.PROMETHEUS_MYSQL = process.env.MYSQL_URL
    return {}
  }
  if (await answers(3306)) {
    process.env.PROMETHEUS_MYSQL = 'mysql://root@127.0.0.1:3306'
    return {}
  }
  if (program() === undefined)
    return {
      reason: `no MariaDB that takes root without a password on 127.0.0.1:3306, none installed in ${programs[0]} (Debian: apt-get install mariadb-server), and MYSQL_URL is not set`,
    }
  const server = await startServer({ settings: ['--innodb-flush-log-at-trx-commit=0'] })
  process.env.PROMETHEUS_MYSQL = server.url
  return { end: server.remove }
}

/** For vitest, where it runs without scripts/test.mjs. */
export async function setup() {
  const { reason, end } = await provideMysql()
  if (reason !== undefined) throw new Error(reason)
  return end
}
