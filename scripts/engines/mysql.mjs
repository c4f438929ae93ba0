// A MySQL server for tests: the one that MYSQL8_URL names, or one that is started for them.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { startProgram } from './mysql-like.mjs'

/** Where scripts/unpack-mysql.mjs leaves a server that is not installed. */
export const unpacked = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'prometheus-odm',
  'mysql',
)

const folders = ['/usr/sbin', '/usr/local/mysql/bin', '/opt/mysql/bin', '/opt/homebrew/bin']

/** @typedef {readonly [path: string, ...args: string[]]} Command */

/** The command of what was unpacked: run by the C library that came with it.
 * @returns {Command | undefined} */
function unpackedCommand() {
  const usr = join(unpacked, 'usr')
  if (!existsSync(join(usr, 'sbin/mysqld'))) return undefined
  const lib = join(usr, 'lib')
  const triplet = readdirSync(lib).find((name) => name.includes('-linux-gnu')) ?? ''
  const loader = [join(usr, 'lib64'), lib, join(lib, triplet)]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .find((path) => /\/ld-linux[^/]*\.so\.\d$/.test(path))
  if (loader === undefined) return undefined
  const libraries = [join(lib, triplet), join(lib, 'mysql/private')].join(':')
  const share = join(usr, 'share/mysql')
  return [
    loader,
    '--library-path',
    libraries,
    join(usr, 'sbin/mysqld'),
    '--no-defaults',
    `--basedir=${usr}`,
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${join(share, 'charsets')}`,
    `--plugin-dir=${join(lib, 'mysql/plugin')}`,
  ]
}

/** Whether a program is a MySQL: MariaDB has the same name.
 * @param {string} path */
const isMysql = (path) => !/mariadb/i.test(execFileSync(path, ['--version'], { encoding: 'utf8' }))

/** @returns {Command | undefined} */
function installedCommand() {
  const path = [...(process.env.PATH ?? '').split(delimiter), ...folders]
    .map((folder) => join(folder, 'mysqld'))
    .find((candidate) => existsSync(candidate) && isMysql(candidate))
  return path === undefined ? undefined : [path, '--no-defaults']
}

const commandOf = () => installedCommand() ?? unpackedCommand()

/** Whether {@link startServer} can: a server is installed or unpacked here. */
export const canStartServer = () => commandOf() !== undefined

/** Root has to say that it means it. */
const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []

/** Kills of the process lose nothing by it, and nobody cuts the power of a test. */
const quick = ['--innodb-flush-method=nosync', '--skip-innodb-doublewrite', '--skip-log-bin']

/**
 * Starts a server of its own, with a new data folder; whoever starts it removes it.
 * @param {{ settings?: readonly string[] }} [options]
 */
export function startServer({ settings = [] } = {}) {
  const command = commandOf()
  if (command === undefined) throw new Error('no MySQL server is installed or unpacked here')
  const [path, ...args] = command
  const common = [...asRoot, ...quick, '--mysqlx=0', '--secure-file-priv=', '--innodb-redo-log-capacity=16M']
  const install = (/** @type {string} */ folder, /** @type {string} */ data) => {
    const setUp = ['--initialize-insecure', `--datadir=${data}`]
    execFileSync(path, [...args, ...common, ...setUp], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  return startProgram({ name: 'MySQL', command, settings: common, who: {}, install }, settings)
}

/**
 * Finds or starts a server, and puts its address into PROMETHEUS_MYSQL8.
 * @returns {Promise<{ reason?: string, end?: () => Promise<void> }>} why there is none, and how to end one that was started
 */
export async function provideMysql() {
  if (process.env.PROMETHEUS_MYSQL8 !== undefined) return {}
  if (process.env.MYSQL8_URL !== undefined) {
    process.env.PROMETHEUS_MYSQL8 = process.env.MYSQL8_URL
    return {}
  }
  if (process.env.PROMETHEUS_NO_MYSQL !== undefined) return { reason: process.env.PROMETHEUS_NO_MYSQL }
  if (!canStartServer())
    return {
      reason: `no mysqld of MySQL in PATH or ${folders[0]}, none unpacked in ${unpacked} (Debian: node scripts/unpack-mysql.mjs), and MYSQL8_URL is not set`,
    }
  const server = await startServer({ settings: ['--innodb-flush-log-at-trx-commit=0'] })
  process.env.PROMETHEUS_MYSQL8 = server.url
  return { end: server.remove }
}

/** For vitest, where it runs without scripts/test.mjs. */
export async function setup() {
  const { reason, end } = await provideMysql()
  if (reason !== undefined) throw new Error(reason)
  return end
}
