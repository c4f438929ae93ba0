import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { root } from './compiler.ts'

/** Source files by name. */
export type Sources = Record<string, string>

const here = join(root, 'test/types')

/** A temporary folder with an application in it, which compilers are run on. */
export interface Project {
  readonly folder: string
  /** Writes files. */
  write(sources: Sources): Promise<void>
  /** Copies files of this folder, with their imports of `src` led there. */
  copy(...names: string[]): Promise<void>
  /** Reads a file. */
  read(name: string): Promise<string>
  /** Removes the folder. */
  remove(): Promise<void>
}

async function writeAll(folder: string, sources: Sources): Promise<void> {
  for (const [name, source] of Object.entries(sources)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), source)
  }
}

async function sourceFor(folder: string, name: string): Promise<string> {
  const source = await readFile(join(here, name), 'utf8')
  const src = relative(dirname(join(folder, name)), join(root, 'src')).replaceAll('\\', '/')
  return source.replaceAll(/'(?:\.\.\/)+src\//g, `'${src}/`)
}

/** Makes a project that is compiled with the options of the house. */
export async function createProject(compilerOptions: Record<string, unknown> = {}): Promise<Project> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'prometheus-types-')))
  const options = { types: [], typeRoots: [], ...compilerOptions }
  const config = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions: options,
    include: ['./**/*.ts'],
  }
  await writeAll(folder, { 'package.json': '{ "type": "module" }', 'tsconfig.json': JSON.stringify(config) })
  return {
    folder,
    write: (sources) => writeAll(folder, sources),
    copy: async (...names) => {
      for (const name of names) await writeAll(folder, { [name]: await sourceFor(folder, name) })
    },
    read: (name) => readFile(join(folder, name), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The hand-written models of this folder, and the entry points that they are made by. */
export async function handWrittenModels(): Promise<string[]> {
  const models = await readdir(join(here, 'models'))
  return ['harness.ts', ...models.map((name) => `models/${name}`)]
}
