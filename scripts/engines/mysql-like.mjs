// What servers of MariaDB and of MySQL for tests have in common: how they are asked, started and ended.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createConnection } from 'mysql2'
import { freePort } from './free-port.mjs'

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string} url of no database
 * @property {() => Promise<void>} stop by its pid, in an orderly way
 * @property {() => Promise<void>} kill by its pid, as a crash would
 * @property {() => Promise<void>} start after a stop, on the same port and data
 * @property {() => Promise<void>} remove stops it and removes its data
 */

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {readonly [path: string, ...args: string[]]} command runs the server, with settings behind it
 * @property {readonly string[]} settings of every server
 * @property {{ uid?: number, gid?: number }} who runs it
 * @property {(folder: string, data: string) => void} install makes the folder for its data
 */

/** Whether root gets in there without a password.
 * @param {number} port @returns {Promise<boolean>} */
export function answers(port) {
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
 * @param {string} name @param {number} port */
async function isReady(name, port) {
  for (let tries = 0; tries < 600; tries++) {
    if (await answers(port)) return
    await sleep(100)
  }
  throw new Error(`the ${name} server for the tests did not start`)
}

/** @param {{ uid?: number, gid?: number }} who @returns {string} a folder of theirs */
function folderOf({ uid, gid }) {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-mysql-'))
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid)
  return folder
}

/**
 * Starts a server of its own, with a new data folder; whoever starts it removes it.
 * @param {Program} program @param {readonly string[]} settings
 * @returns {Promise<Server>}
 */
export async function startProgram({ name, command, who, ...program }, settings) {
  const folder = folderOf(who)
  const data = join(folder, 'data')
  program.install(folder, data)
  const port = await freePort()
  const [path, ...first] = command
  const args = [
    ...first,
    `--datadir=${data}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    '--innodb-buffer-pool-size=64M',
    ...program.settings,
    ...settings,
  ]
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child
  const start = async () => {
    child = spawn(path, args, { ...who, cwd: folder, stdio: 'ignore' })
    await isReady(name, port)
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
