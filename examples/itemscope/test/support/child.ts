import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../..', import.meta.url))

/** A program of Itemscope that runs in a process of its own. */
export interface Child {
  readonly process: ChildProcess
  /** What it has printed so far. */
  readonly output: () => string
  /** Waits until it has printed something that matches. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** Waits until it ends. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>
}

/** Starts `src/server.ts` or `src/import/main.ts` as npm does, without npm. */
export function startChild(program: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Child {
  const { npm_lifecycle_event: _, ...inherited } = process.env
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    cwd: folder,
    env: { ...inherited, ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)))
  const closed = once(child, 'close')
  return {
    process: child,
    output: () => output,
    printed: async (pattern) => {
      for (;;) {
        const found = pattern.exec(output)
        if (found !== null) return found
        if (child.exitCode !== null)
          throw new Error(`${program} ended before it printed ${pattern}:\n${output}`)
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), closed])
      }
    },
    ended: async () => {
      await closed
      return { code: child.exitCode, signal: child.signalCode, output }
    },
  }
}
