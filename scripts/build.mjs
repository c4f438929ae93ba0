// Builds the package: src -> dist, by plain tsc. With --if-stale only where dist is missing or older than src.
import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { dependency, root, run } from './child.mjs'

const dist = join(root, 'dist')
const inputs = ['src', 'package.json', 'tsconfig.base.json', 'tsconfig.build.json'].map((name) =>
  join(root, name),
)

/** The newest change below a path, folders too, since a deleted file shows only there.
 * @param {string} path @returns {number} */
function newest(path) {
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

const isFresh = () => existsSync(dist) && statSync(dist).mtimeMs >= Math.max(...inputs.map(newest))

/** Makes dist whole beside the old one and then puts it in place, so that nobody imports half a build.
 * @returns {Promise<{ code: number, output: string }>} */
async function build() {
  const started = new Date()
  const fresh = dependency('.cache', `dist-${process.pid}`)
  const old = `${fresh}-old`
  const result = await run(process.execPath, [
    dependency('typescript', 'bin', 'tsc'),
    ...['-p', 'tsconfig.build.json', '--noEmitOnError', '--outDir', fresh],
  ])
  if (result.code === 0) {
    utimesSync(fresh, started, started)
    if (existsSync(dist)) renameSync(dist, old)
    renameSync(fresh, dist)
  }
  for (const folder of [fresh, old]) rmSync(folder, { recursive: true, force: true })
  return result
}

/** Builds where dist is missing or older than src. */
export async function buildIfStale() {
  return isFresh() ? { code: 0, output: '' } : build()
}

/** For vitest (globalSetup): the suites that use the package as a user does need it built. */
export async function setup() {
  const { code, output } = await buildIfStale()
  if (code !== 0) throw new Error(`the package does not build:\n${output}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { code, output } = process.argv.includes('--if-stale') ? await buildIfStale() : await build()
  process.stdout.write(output)
  process.exitCode = code
}
