// A MariaDB server for tests: the one that MYSQL_URL names, one that runs here, or one that is started for them.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { answers, startProgram } from './mysql-like.mjs'

const program = '/usr/sbin/mariadbd'
const installer = '/usr/bin/mariadb-install-db'

/** Whether {@link startServer} can: a server is installed here. */
export const canStartServer = () => existsSync(program) && existsSync(installer)

/** Whom the server runs as: it refuses to be root.
 * @returns {{ uid?: number, gid?: number }} */
function owner() {
  if (process.getuid?.() !== 0) return {}
  const idOf = (/** @type {string} */ flag) =>
    Number(execFileSync('id', [flag, 'mysql'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/**
 * Starts a server of its own, with a new data folder; whoever starts it removes it.
 * @param {{ settings?: readonly string[] }} [options]
 */
export function startServer({ settings = [] } = {}) {
  const who = owner()
  const log = '--innodb-log-file-size=16M'
  const install = (/** @type {string} */ folder, /** @type {string} */ data) => {
    const setUp = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal']
    const stdio = /** @type {const} */ (['ignore', 'ignore', 'pipe'])
    execFileSync(installer, [...setUp, '--skip-test-db', log], { ...who, cwd: folder, stdio: [...stdio] })
  }
  return startProgram(
    { name: 'MariaDB', command: [program, '--no-defaults'], settings: [log], who, install },
    settings,
  )
}

/**
 * Finds or starts a server, and puts its address into PROMETHEUS_MYSQL.
 * @returns {Promise<{ reason?: string, end?: () => Promise<void> }>} why there is none, and how to end one that was started
 */
export async function provideMariadb() {
  if (process.env.PROMETHEUS_MYSQL !== undefined) return {}
  if (process.env.MYSQL_URL !== undefined) {
    process.env.PROMETHEUS_MYSQL = process.env.MYSQL_URL
    return {}
  }
  if (await answers(3306)) {
    process.env.PROMETHEUS_MYSQL = 'mysql://root@127.0.0.1:3306'
    return {}
  }
  if (!canStartServer())
    return {
      reason: `no MariaDB that takes root without a password on 127.0.0.1:3306, none installed in ${program} (Debian: apt-get install mariadb-server), and MYSQL_URL is not set`,
    }
  const server = await startServer({ settings: ['--innodb-flush-log-at-trx-commit=0'] })
  process.env.PROMETHEUS_MYSQL = server.url
  return { end: server.remove }
}

/** For vitest, where it runs without scripts/test.mjs. */
export async function setup() {
  const { reason, end } = await provideMariadb()
  if (reason !== undefined) throw new Error(reason)
  return end
}
