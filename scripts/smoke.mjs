// The README's first command, as a newcomer runs it: a fresh clone of HEAD, then a look at the pages it serves.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root, run } from './child.mjs'
import { freePort } from './engines/free-port.mjs'

const patience = 8 * 60_000

/** The commands of the README's first shell block, without the clone and the step into its folder.
 * @param {string} clone */
function firstCommand(clone) {
  const block =
    /```(?:sh|bash|shell)\n([\s\S]*?)```/.exec(readFileSync(join(clone, 'README.md'), 'utf8'))?.[1] ?? ''
  const lines = block.split('\n').map((line) => line.replace(/^\$ |\s+#.*$/g, '').trim())
  const [command] = lines.filter((line) => line.includes('npm'))
  if (command === undefined) throw new Error('The README has no shell block with an npm command')
  return command.replace(/^git clone \S+( && cd \S+)? && /, '')
}

/** The text of a page, asked for until the server is up.
 * @param {string} url @param {() => boolean} isAlive */
async function page(url, isAlive) {
  const end = Date.now() + patience
  while (Date.now() < end && isAlive()) {
    const response = await fetch(url, { headers: { accept: 'text/html' } }).catch(() => undefined)
    if (response?.ok) return await response.text()
    if (response) throw new Error(`${url} answers ${response.status}`)
    await sleep(250)
  }
  throw new Error(isAlive() ? `${url} does not answer` : 'The command ended before the page was there')
}

/** @param {boolean} condition @param {string} claim */
function check(condition, claim) {
  if (!condition) throw new Error(`not so: ${claim}`)
  console.log(`passed: ${claim}`)
}

/** @param {string} clone */
async function walkThrough(clone) {
  const command = firstCommand(clone)
  const origin = `http://127.0.0.1:${await freePort()}`
  console.log(`$ ${command}   # to ${origin}`)
  const env = { ...process.env, PORT: new URL(origin).port, CI: '' }
  const child = spawn('bash', ['-c', command], {
    cwd: clone,
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const isAlive = () => child.exitCode === null && child.signalCode === null
  const { pid } = child
  if (pid === undefined) throw new Error('The command does not start')
  try {
    const home = await page(origin, isAlive)
    check(/<form[^>]*>/.test(home), 'the home page is there, with its search')
    const path = /href="(\/(?:01|id)\/[^"]+)"/.exec(home)?.[1]
    check(path !== undefined, 'the home page links to a product')
    check(
      (await page(`${origin}${path}`, isAlive)).includes('itemscope'),
      `the product page ${path} has microdata`,
    )
    process.kill(-pid, 'SIGINT')
    for (let waited = 0; waited < 10_000 && isAlive(); waited += 100) await sleep(100)
    check(!isAlive(), 'Ctrl-C ends it')
    const answer = await fetch(origin).catch(() => undefined)
    check(answer === undefined, 'nothing is left running')
  } finally {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // its whole group has ended already
    }
  }
}

const clone = mkdtempSync(join(tmpdir(), 'prometheus-clone-'))
let failed = 0
try {
  const { code, output } = await run('git', ['clone', '--quiet', '--no-hardlinks', root, clone])
  if (code !== 0) throw new Error(`git clone: ${output}`)
  await walkThrough(clone)
} catch (error) {
  console.log(`FAILED: ${error instanceof Error ? error.message : error}`)
  failed = 1
} finally {
  rmSync(clone, { recursive: true, force: true, maxRetries: 3 })
}
process.exitCode = failed
