// npm test: every suite in one vitest run. What cannot run here is said by name; with CI=true that is a failure.
// Arguments go to vitest: `npm test -- src/query` or `npm test -- --project types`. `--long`: npm run test:long.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { dependency, root, run } from './child.mjs'
import { endEngines, engines, suites } from './suites.mjs'

/** @typedef {import('./suites.mjs').Suite} Suite */
/** @typedef {import('./vitest-reporter.mjs').Summary} Summary */

const isCI = process.env.CI === 'true'
const isLong = process.argv.includes('--long')
const args = process.argv.slice(2).filter((arg) => arg !== '--long')
const named = args.flatMap((arg, at) => (arg === '--project' ? [args[at + 1]] : []))
const selection = args.filter((arg, at) => arg !== '--project' && args[at - 1] !== '--project')

/** @type {string[]} */
const notTested = []
/** @type {string[]} */
const problems = []
/** What .ci/run could not bring today: said too, and no failure. @type {string[]} */
const excused = []

/** @param {string} what @param {string} reason */
const lacks = (what, reason) =>
  (reason === process.env.PROMETHEUS_NO_MYSQL ? excused : notTested).push(`${what}: ${reason}`)

/** The suites that can run here.
 * @param {readonly Suite[]} wanted @returns {Promise<Suite[]>} */
async function runnable(wanted) {
  const build = await buildIfStale()
  if (build.code !== 0) problems.push(`the package does not build:\n${build.output.trimEnd()}`)
  const found = []
  for (const suite of wanted) {
    const reason =
      build.code !== 0 && suite.usesBuild
        ? 'the package does not build'
        : suite.engine && (await engines[suite.engine]())
    if (reason) lacks(suite.name, reason)
    else found.push(suite)
    for (const engine of reason ? [] : (suite.takes ?? [])) {
      const lacking = await engines[engine]()
      if (lacking) lacks(`${suite.name} on ${engine}`, lacking)
    }
  }
  return found
}

/** Files that look like tests but belong to no suite, and so would never run. */
function strays() {
  const folders = ['src', 'test', 'examples', 'scripts']
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  const isTest = (/** @type {string} */ file) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(file)
  const isOurs = (/** @type {string} */ file) =>
    file.endsWith('.test.ts') && suites.some(({ from }) => file === from || file.startsWith(`${from}/`))
  return files.filter((file) => isTest(file) && !file.includes('node_modules/') && !isOurs(file))
}

/** @param {readonly Suite[]} chosen @returns {Promise<Summary | undefined>} */
async function vitest(chosen) {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-test-'))
  const summary = join(folder, 'summary.json')
  const projects = chosen.flatMap(({ name }) => ['--project', name])
  const reporters = ['--reporter=default', '--reporter=./scripts/vitest-reporter.mjs']
  const command = [dependency('vitest/vitest.mjs'), 'run', ...projects, ...reporters, ...selection]
  const env = { PROMETHEUS_SUMMARY: summary, ...(isLong ? { PROMETHEUS_LONG: '1' } : {}) }
  try {
    const { code } = await run(process.execPath, command, { env, show: true })
    /** @type {Summary} */
    const result = JSON.parse(readFileSync(summary, 'utf8'))
    const sawFailure = result.stray > 0 || Object.keys(result.failed).length > 0
    if (code !== 0 && !sawFailure) problems.push(`vitest ended with exit code ${code}`)
    return result
  } catch {
    problems.push('vitest came to no result')
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {Record<string, number>} counts */
const sum = (counts) => Object.values(counts).reduce((all, count) => all + count, 0)

const wanted = suites.filter(({ name, long }) => (named.length > 0 ? named.includes(name) : long || !isLong))
const chosen = await runnable(wanted)
for (const file of strays()) problems.push(`${file} belongs to no suite of scripts/suites.mjs`)
const result = await vitest(chosen)
await endEngines()
const summary = result ?? {
  passed: {},
  failed: {},
  skipped: [],
  unprepared: {},
  gaps: [],
  stray: 0,
}

// A selection leaves tests out because it was asked to; only a whole run answers for all that there is.
if (selection.length === 0)
  for (const { suite, test, reason } of summary.skipped)
    notTested.push(`${suite}: ${test.slice(0, 200)}: ${reason}`)
for (const [suite, count] of Object.entries(summary.unprepared))
  problems.push(`${count} tests of ${suite} did not run, as what prepares them failed`)
if (selection.length === 0)
  for (const { name } of chosen)
    if (!summary.passed[name] && !summary.failed[name]) problems.push(`the suite ${name} ran no test`)
if (sum(summary.passed) + sum(summary.failed) === 0) problems.push('no test ran')
if (summary.stray > 0) problems.push(`${summary.stray} errors outside of tests`)

for (const gap of summary.gaps) console.log(`known gap: ${gap}`)
for (const problem of problems) console.log(`failed: ${problem}`)
for (const line of [...notTested, ...excused]) console.log(`not tested: ${line}`)
const failed = sum(summary.failed) + problems.length + (isCI ? notTested.length : 0)
console.log(`${sum(summary.passed)} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
