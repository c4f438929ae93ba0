import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dependency, root, run } from '../../scripts/child.mjs'

/** The module that the checks of a program come from. */
export const checksModule = fileURLToPath(new URL('checks.ts', import.meta.url))

/** Entry points by the name that a user imports; here they are the sources, so nothing waits for a build. */
const entryPoints = {
  'prometheus-odm': 'index.ts',
  'prometheus-odm/sqlite': 'stores/sqlite/index.ts',
  'prometheus-odm/postgres': 'stores/postgres/index.ts',
  'prometheus-odm/redis': 'stores/redis/index.ts',
  'prometheus-odm/mysql': 'stores/mysql/index.ts',
  'prometheus-odm/memory': 'stores/memory/index.ts',
  'prometheus-odm/mongodb': 'stores/mongodb/index.ts',
  'prometheus-odm/mixins': 'mixins/index.ts',
  'prometheus-odm/opentelemetry': 'opentelemetry/index.ts',
  'prometheus-odm/permissions': 'permissions/index.ts',
  'prometheus-odm/reference': 'reference.ts',
  'prometheus-odm/store': 'store/index.ts',
  'prometheus-odm/testing': 'testing/index.ts',
}

const tsconfig = {
  extends: join(root, 'tsconfig.base.json'),
  compilerOptions: {
    paths: Object.fromEntries(
      Object.entries(entryPoints).map(([name, path]) => [name, [join(root, 'src', path)]]),
    ),
  },
  include: ['typed'],
}

/** How a program or the compiler ended, and what it said. */
export interface Ending {
  readonly code: number
  readonly output: string
}

/** A folder like that of a user's project, in which programs are compiled and run. */
export interface Workshop {
  /** Compiles programs, by name, as a strict project does. */
  compile(programs: Readonly<Record<string, string>>): Promise<Ending>
  /** Runs a program whose claims are checks already, in a folder of its own, for so many milliseconds at most. */
  run(name: string, program: string, timeout?: number): Promise<Ending>
  close(): Promise<void>
}

/** Makes the folder; its programs see the variables. */
export async function openWorkshop(variables: NodeJS.ProcessEnv): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-docs-'))
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const node = (args: readonly string[], cwd: string, timeout = 50_000) =>
    run(process.execPath, args, {
      cwd,
      env: { ...variables, NO_COLOR: '1', TSX_TSCONFIG_PATH: join(folder, 'tsconfig.json') },
      timeout,
    })
  await write('package.json', JSON.stringify({ type: 'module', private: true }))
  await write('tsconfig.json', JSON.stringify(tsconfig))
  await symlink(dependency(), join(folder, 'node_modules'))
  return {
    async compile(programs) {
      await rm(join(folder, 'typed'), { recursive: true, force: true })
      for (const [name, text] of Object.entries(programs)) await write(`typed/${name}.ts`, text)
      return node([dependency('typescript/bin/tsc'), '-p', '.', '--pretty', 'false'], folder)
    },
    async run(name, program, timeout) {
      await write(`${name}/program.ts`, program)
      return node(['--import', 'tsx', 'program.ts'], join(folder, name), timeout)
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}
