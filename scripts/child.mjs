import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root folder, without a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** @param {...string} parts a path below node_modules */
export const dependency = (...parts) => join(root, 'node_modules', ...parts)

/**
 * Starts a program, waits for its end and gives back its exit code (128 and more for a signal) and what it printed.
 * With `show: true` it prints to this process's own output instead.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeout?: number }} [options] timeout in ms
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = {}, show = false, timeout } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      ...(timeout === undefined ? {} : { timeout, killSignal: 'SIGKILL' }),
    })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString()
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', (error) => done({ code: 127, output: `${output}${error.message}\n` }))
    child.on('close', (code, signal) =>
      done({ code: code ?? 128, output: signal ? `${output}ended by ${signal}\n` : output }),
    )
  })
}

/**
 * Becomes, as far as Node can, the program it starts: same terminal, signals handed on, same exit code.
 * npm's shells hand no signal on and leave what they started behind, so the program gets a process group of its own
 * that ends as a whole: on a signal, and when the shell that started this process is gone.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export function become(command, args, { cwd = root, env = {} } = {}) {
  const isWindows = process.platform === 'win32'
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: 'inherit',
    detached: !isWindows,
    shell: isWindows,
  })
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    if (child.pid === undefined || isWindows) child.kill(signal)
    else process.kill(-child.pid, signal)
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, end)
  const parent = process.ppid
  const watch = setInterval(() => process.ppid === parent || end('SIGTERM'), 500)
  child.on('error', (error) => {
    console.error(error.message)
    process.exitCode = 127
  })
  child.on('close', (code) => {
    clearInterval(watch)
    process.exitCode = code ?? 128
  })
}
