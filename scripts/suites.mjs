// The test suites as data: vitest.config.ts makes its projects of them, scripts/test.mjs demands them all.
import { existsSync } from 'node:fs'
import { run } from './child.mjs'
import { provideMariadb } from './engines/mariadb.mjs'
import { provideMysql } from './engines/mysql.mjs'
import { providePostgres } from './engines/postgres.mjs'
import { redis } from './engines/redis.mjs'

const minutes = 60_000

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} from its folder, or its only file
 * @property {number} timeout of one test, in ms
 * @property {true} [usesBuild] it uses the package as a user does, so dist has to be there
 * @property {number} [alone] it measures time: run after the others, one file at a time, in this order
 * @property {true} [long] npm run test:long runs it, with larger numbers
 * @property {keyof typeof engines} [engine] what it cannot run without
 * @property {readonly (keyof typeof engines)[]} [takes] what it takes along where it is there
 * @property {readonly string[]} [globalSetup] what vitest runs before it, and after
 * @property {readonly string[]} [without] files of the folder that another suite runs alone
 * @property {Record<string, string>} [env] what its tests find in the environment
 */

/** @type {readonly Suite[]} */
export const suites = [
  { name: 'unit', from: 'src', timeout: 10_000 },
  { name: 'architecture', from: 'test/architecture.test.ts', timeout: 20_000 },
  { name: 'conformance', from: 'test/conformance', timeout: 30_000 },
  { name: 'mongodb', from: 'test/mongodb', timeout: 1 * minutes },
  {
    name: 'property',
    from: 'test/property',
    timeout: 5 * minutes,
    long: true,
    takes: ['postgres', 'mariadb', 'redis'],
  },
  {
    name: 'postgres',
    from: 'test/postgres',
    timeout: 1 * minutes,
    engine: 'postgres',
    globalSetup: ['scripts/engines/postgres.mjs'],
  },
  {
    name: 'migrate',
    from: 'test/migrate',
    timeout: 1 * minutes,
    usesBuild: true,
    takes: ['postgres', 'mariadb', 'mysql'],
  },
  {
    name: 'mysql',
    from: 'test/mysql',
    timeout: 1 * minutes,
    engine: 'mariadb',
    globalSetup: ['scripts/engines/mariadb.mjs'],
  },
  {
    // The same tests on MySQL, but for variants of the scenarios, in which the two servers do not differ.
    name: 'mysql8',
    from: 'test/mysql',
    without: ['**/conformance-{mixin,transaction}.test.ts', '**/versions.test.ts'],
    timeout: 2 * minutes,
    engine: 'mysql',
    env: { PROMETHEUS_SERVER: 'mysql8' },
    globalSetup: ['scripts/engines/mysql.mjs'],
  },
  { name: 'docs', from: 'test/docs', timeout: 2 * minutes, takes: ['postgres', 'mariadb'] },
  { name: 'consumer', from: 'test/consumer', timeout: 4 * minutes, usesBuild: true },
  {
    name: 'itemscope',
    from: 'examples/itemscope/test',
    timeout: 1 * minutes,
    usesBuild: true,
    takes: ['postgres', 'mariadb', 'redis'],
  },
  {
    name: 'browser',
    from: 'test/browser',
    timeout: 1 * minutes,
    usesBuild: true,
    engine: 'chromium',
  },
  { name: 'redis', from: 'test/redis', timeout: 1 * minutes, engine: 'redis' },
  {
    name: 'concurrency',
    from: 'test/concurrency',
    timeout: 3 * minutes,
    usesBuild: true,
    takes: ['postgres', 'mariadb'],
    alone: 1,
    long: true,
  },
  { name: 'types', from: 'test/types', timeout: 3 * minutes, alone: 2 },
]

/** Where a browser may be; the tests find the one that was chosen in PROMETHEUS_CHROMIUM. */
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** How to end what was started for the tests.
 * @type {(() => Promise<void>)[]} */
const ends = []

/** Ends what {@link engines} have started. */
export const endEngines = async () => {
  for (const end of ends.splice(0)) await end()
}

/** What a suite may need that npm does not install: each says why it is not to be had, or nothing. */
export const engines = {
  /** @returns {Promise<string | undefined>} */
  async postgres() {
    const { reason, end } = await providePostgres()
    if (end !== undefined) ends.push(end)
    return reason
  },
  /** @returns {Promise<string | undefined>} */
  async mariadb() {
    const { reason, end } = await provideMariadb()
    if (end !== undefined) ends.push(end)
    return reason
  },
  /** @returns {Promise<string | undefined>} */
  async mysql() {
    const { reason, end } = await provideMysql()
    if (end !== undefined) ends.push(end)
    return reason
  },
  /** @returns {Promise<string | undefined>} */
  async chromium() {
    const path = process.env.PROMETHEUS_CHROMIUM ?? browsers.find(existsSync)
    if (path === undefined) return `no ${browsers[0]} on this machine (Debian: apt-get install chromium)`
    process.env.PROMETHEUS_CHROMIUM = path
    const { code, output } = await run(path, ['--version', '--no-sandbox'], { timeout: 20_000 })
    return code === 0 ? undefined : `${path} does not start: ${output.trim().split('\n').at(-1)}`
  },
  redis,
}
