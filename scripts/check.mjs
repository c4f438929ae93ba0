// npm run check: every gate that needs no database. Each one fails where it found nothing to check.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { dependency, root, run } from './child.mjs'
import { lockFileProblems } from './lock-platforms.mjs'

/** @typedef {{ code: number, output: string }} Result */

/** Runs the program of a dependency by Node, wherever npm has linked it.
 * @param {string} program @param {...string} args @returns {Promise<Result>} */
const node = (program, ...args) =>
  run(process.execPath, [dependency(program), ...args], { env: { NO_COLOR: '1' } })

const colors = `--colors=${process.stdout.isTTY ? 'force' : 'off'}`
const tsc = (/** @type {string} */ project) => node('typescript/bin/tsc', '-p', project)

/** The examples, each with its own idea of strictness, as a user's project has. */
async function exampleTypes() {
  const folders = readdirSync(join(root, 'examples')).map((name) => `examples/${name}`)
  const projects = folders.filter((folder) => existsSync(join(root, folder, 'package.json')))
  if (projects.length === 0) return { code: 1, output: 'no example found' }
  const results = await Promise.all(projects.map(tsc))
  return { code: Math.max(...results.map(({ code }) => code)), output: results.map((r) => r.output).join('') }
}

/** Lock files tell what was installed, on every platform, and never from which server. */
async function lockFiles() {
  const problems = lockFileProblems()
  return { code: problems.length, output: problems.join('\n') }
}

const packed = mkdtempSync(join(tmpdir(), 'prometheus-check-'))

/** The tarball that would be published, and what two linters say of it. */
async function pack() {
  const build = await buildIfStale()
  if (build.code !== 0) return build
  return run('npm', ['pack', '--ignore-scripts', '--pack-destination', packed])
}
const tarball = () => join(packed, readdirSync(packed).find((name) => name.endsWith('.tgz')) ?? 'no tarball')

/** The gates by name, in two rows that run beside each other.
 * @type {readonly (readonly [string, () => Promise<Result>])[][]} */
const rows = [
  [
    ['format and lint', () => node('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', colors, '.')],
    ['types of src, test and scripts', () => tsc('tsconfig.json')],
    ['architecture', () => node('vitest/vitest.mjs', 'run', '--project', 'architecture')],
    ['unused files, exports and dependencies', () => node('knip/bin/knip.js')],
    ['lock files', lockFiles],
  ],
  [
    ['build and pack', pack],
    ['types of the examples', exampleTypes],
    ['publint', () => node('publint/src/cli.js', 'run', tarball(), '--strict')],
    [
      'are the types wrong',
      () => node('@arethetypeswrong/cli/dist/index.js', tarball(), '--profile', 'esm-only'),
    ],
    ['size', () => node('size-limit/bin.js')],
  ],
]

let passed = 0
let failed = 0

/** @param {(typeof rows)[number]} row */
async function runRow(row) {
  for (const [name, gate] of row) {
    const started = Date.now()
    const { code, output } = await gate().catch((error) => ({ code: 1, output: String(error?.stack) }))
    const seconds = ((Date.now() - started) / 1000).toFixed(1)
    if (code !== 0) console.log(output.trimEnd())
    console.log(`${code === 0 ? 'passed' : 'FAILED'}: ${name} (${seconds} s)`)
    if (code === 0) passed += 1
    else failed += 1
  }
}

await Promise.all(rows.map(runRow))
rmSync(packed, { recursive: true, force: true })
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
