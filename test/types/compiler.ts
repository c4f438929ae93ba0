import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Every compiler that the types must hold for, by the name that it is installed under. */
export const compilers = ['typescript-5.9', 'typescript-6.0', 'typescript'] as const

/** One of the compilers. */
export type Compiler = (typeof compilers)[number]

/** One error, and where it is. */
export interface Diagnostic {
  readonly file: string
  readonly line: number
  readonly code: number
  /** All lines of it. */
  readonly message: string
}

/** What a compiler said of a project. */
export interface Compilation {
  readonly diagnostics: readonly Diagnostic[]
  /** The project's own files that it read. */
  readonly files: readonly string[]
  readonly instantiations: number
  /** Of checking alone, in seconds. */
  readonly checkTime: number
}

/** Runs a compiler; errors in the project are an answer, and no failure. */
function runCompiler(compiler: Compiler, args: readonly string[]): Promise<string> {
  const tsc = join(root, 'node_modules', compiler, 'bin/tsc')
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [tsc, ...args], { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error && (typeof error.code !== 'number' || stderr !== ''))
        reject(new Error(stderr, { cause: error }))
      else resolve(stdout)
    })
  })
}

const heading = /^(?:(\S.*)\((\d+),\d+\): )?error TS(\d+): (.*)$/

/** Reads what a compiler printed; lines that are indented belong to the error above them. */
function readDiagnostics(lines: readonly string[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  for (const text of lines) {
    const [, file = '', line = 0, code, message = ''] = heading.exec(text) ?? []
    const last = diagnostics.at(-1)
    if (code !== undefined) diagnostics.push({ file, line: Number(line), code: Number(code), message })
    else if (text.startsWith(' ') && last)
      diagnostics.push({ ...diagnostics.pop()!, message: `${last.message}\n${text}` })
  }
  return diagnostics
}

function readFigure(output: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)
  if (!found) throw new Error(`the compiler printed no '${name}':\n${output.slice(0, 2_000)}`)
  return Number(found[1])
}

/** Compiles a project; with one checker, so that the figures of all compilers mean the same. */
export async function compile(compiler: Compiler, folder: string, ...flags: string[]): Promise<Compilation> {
  const single = compiler === 'typescript' ? ['--checkers', '1'] : []
  const fixed = ['-p', folder, '--pretty', 'false', '--extendedDiagnostics', '--listFiles']
  const output = await runCompiler(compiler, [...fixed, ...single, ...flags])
  const lines = output.split('\n')
  return {
    diagnostics: readDiagnostics(lines),
    files: lines.filter((line) => line.startsWith(folder) && line.endsWith('.ts')),
    instantiations: readFigure(output, 'Instantiations'),
    checkTime: readFigure(output, 'Check time'),
  }
}
