// npm start, npm run import: builds the package where that is needed, then runs the example's own script.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { become, root } from './child.mjs'

const [script = 'start', ...args] = process.argv.slice(2)

const example = join(root, 'examples/itemscope')
const { scripts } = JSON.parse(readFileSync(join(example, 'package.json'), 'utf8'))

const { code, output } = await buildIfStale()
if (code === 0) {
  // Not by `npm run`, which would forget the folder that the caller typed paths in.
  const [command, ...first] = scripts[script].split(' ')
  const env = { ...process.env, INIT_CWD: process.env.INIT_CWD ?? process.cwd() }
  become(join(root, 'node_modules/.bin', command), [...first, ...args], { cwd: example, env })
} else {
  process.stderr.write(output)
  process.exitCode = code
}
