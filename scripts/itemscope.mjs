// npm start, npm run import: builds the package where that is needed, then runs the example's own script.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildIfStale } from './build.mjs'
import { become, root } from './child.mjs'

const [script = 'start', ...args] = process.argv.slice(2)
const callerFolder = process.env.INIT_CWD ?? process.cwd()

/** The example runs in its own folder, so a path that the caller typed has to stand on its own.
 * @param {string} arg */
function absolute(arg) {
  const path = resolve(callerFolder, arg)
  return existsSync(path) ? path : arg
}

const { code, output } = await buildIfStale()
if (code === 0)
  become('npm', ['run', '--silent', script, '--', ...args.map(absolute)], {
    cwd: join(root, 'examples/itemscope'),
  })
else {
  process.stderr.write(output)
  process.exitCode = code
}
