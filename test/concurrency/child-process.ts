import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A program of this folder that runs in a process of its own. */
export interface Program {
  /** What it has printed so far. */
  readonly lines: readonly string[]
  /** Resolves with the next line that matches, or rejects when the program ends without one. */
  says(pattern: RegExp): Promise<string>
  kill(signal: NodeJS.Signals): void
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

interface Waiting {
  readonly pattern: RegExp
  readonly resolve: (line: string) => void
  readonly reject: (error: Error) => void
}

function watch(child: ChildProcess, name: string): Program {
  const lines: string[] = []
  const waiting = new Set<Waiting>()
  const hear = (line: string) => {
    lines.push(line)
    for (const one of waiting) {
      if (one.pattern.test(line) && waiting.delete(one)) one.resolve(line)
    }
  }
  if (child.stdout) createInterface(child.stdout).on('line', hear)
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => {
      const silent = new RangeError(`${name} ended without saying so; it said:\n${lines.join('\n')}`)
      for (const one of waiting) one.reject(silent)
      resolve(code ?? signal)
    })
  })
  const says = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => waiting.add({ pattern, resolve, reject }))
  return { lines, says, kill: (signal) => child.kill(signal), ended }
}

/** Starts a program of this folder. */
export function start(name: string, ...args: readonly string[]): Program {
  const path = fileURLToPath(new URL(name, import.meta.url))
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { cwd: root, stdio: [...stdio] })
  return watch(child, name)
}
