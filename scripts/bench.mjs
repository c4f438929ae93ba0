// npm run bench: installs the peers on first use (they are heavy, so they stand in bench/ alone), then runs it.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { become, root, run } from './child.mjs'

const bench = join(root, 'bench')
const changed = (/** @type {string} */ path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

/** @returns {Promise<number>} the exit code of what failed, or 0 */
async function prepare() {
  const { code, output } = await buildIfStale()
  process.stderr.write(output)
  const installed = changed(join(bench, 'node_modules/.package-lock.json'))
  if (code !== 0 || installed >= changed(join(bench, 'package-lock.json'))) return code
  console.error('Installing what the bench compares with ...')
  return (await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: bench, show: true })).code
}

const code = await prepare()
if (code === 0) become(process.execPath, ['--expose-gc', join(bench, 'run.mjs'), ...process.argv.slice(2)])
else process.exitCode = code
