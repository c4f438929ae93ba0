import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const resolve = createRequire(import.meta.url)

/** The compilers on which the types have to hold, by the name under which they are installed. */
export const compilers = ['typescript-5.9', 'typescript-6.0', 'typescript'] as const

/** The name of an installed compiler. */
export type Compiler = (typeof compilers)[number]

/** What a compiler said: its exit code, its lines, and the figures of `--extendedDiagnostics`. */
export interface Compilation {
  readonly code: number
  readonly lines: readonly string[]
  /** A figure by its name, such as `Instantiations`. */
  figure(name: string): number
}

const options = {
  strict: true,
  noEmit: true,
  target: 'es2023',
  lib: ['es2023', 'es2024.string'],
  module: 'nodenext',
  types: ['node'],
  skipLibCheck: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
}

/** The folder of these tests; projects are made in it, so that the compiler finds the sources and node_modules. */
export const here = dirname(fileURLToPath(import.meta.url))

function run(compiler: Compiler, args: readonly string[]): Promise<{ code: number; output: string }> {
  const program = join(dirname(resolve.resolve(`${compiler}/package.json`)), 'bin/tsc')
  return new Promise((done) => {
    execFile(process.execPath, [program, ...args], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      done({ code, output: stdout + stderr })
    })
  })
}

function compilation(code: number, output: string): Compilation {
  const lines = output.split('\n').filter((line) => line !== '')
  return {
    code,
    lines,
    figure: (name) => {
      const line = lines.find((candidate) => candidate.startsWith(`${name}:`))
      return Number(/([\d,.]+)/.exec(line?.slice(name.length) ?? '')?.[1]?.replaceAll(',', ''))
    },
  }
}

/** Compiles files of this folder, or sources that are written into a folder of their own for it. */
export async function compile(
  compiler: Compiler,
  project: { files?: readonly string[]; sources?: Readonly<Record<string, string>>; emit?: string },
): Promise<Compilation> {
  const folder = await mkdtemp(join(here, '.project-'))
  try {
    const sources = Object.entries(project.sources ?? {})
    for (const [name, text] of sources) await writeFile(join(folder, name), text)
    const files = [...sources.map(([name]) => name), ...(project.files ?? []).map((name) => join(here, name))]
    const output = project.emit
    if (output !== undefined) await mkdir(output, { recursive: true })
    const emit =
      output === undefined
        ? {}
        : {
            noEmit: false,
            declaration: true,
            emitDeclarationOnly: true,
            outDir: output,
            rootDir: join(here, '../..'),
          }
    const config = { compilerOptions: { ...options, ...emit }, files }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const single = compiler === 'typescript' ? ['--singleThreaded'] : []
    const args = ['-p', folder, '--pretty', 'false', '--extendedDiagnostics', ...single]
    const { code, output: said } = await run(compiler, args)
    return compilation(code, said)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
