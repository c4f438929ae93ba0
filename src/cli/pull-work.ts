import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import type { PulledDatabase } from '../migrate/pull/pull.ts'
import { pullDatabase } from '../migrate/pull/pull.ts'
import { manyFiles, oneFile } from '../migrate/pull/text.ts'
import type { Store } from '../store/contract.ts'
import { withTarget } from './load-config.ts'
import { Problem } from './problem.ts'
import { storeOf } from './store-of.ts'

/** Options of `pull`. */
export interface PullOptions {
  readonly config?: string
  readonly of?: string
  readonly out?: string
  readonly force?: boolean
}

const tell = (line: string): unknown => process.stderr.write(`${line}\n`)

/** What is written, by path: one file where `out` is one, else one for each model. */
function filesOf({ models, skipped }: PulledDatabase, out: string): ReadonlyMap<string, string> {
  if (extname(out) !== '') return new Map([[out, oneFile(models, skipped)]])
  const files = [...manyFiles(models, skipped)]
  return new Map(files.map(([name, text]) => [join(out, name), text]))
}

function write(files: ReadonlyMap<string, string>, force: boolean): void {
  const there = [...files.keys()].find((path) => existsSync(path))
  if (there !== undefined && !force)
    throw new Problem(`${there} is there already: name another place, or --force to write over it.`)
  for (const [path, text] of files) {
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    } catch (error) {
      throw new Problem(`${path} cannot be written: ${(error as Error).message}`, { cause: error })
    }
    tell(`Written to ${path}.`)
  }
}

function report({ models, skipped, differences }: PulledDatabase): void {
  for (const line of skipped) tell(line)
  if (differences.length === 0) tell(`${models.length} models; a diff finds nothing to do.`)
  else tell(`${models.length} models. The first diff will find what the database has otherwise:`)
  for (const line of differences) tell(`* ${line}`)
}

async function pull(store: Store, { out, force = false }: PullOptions): Promise<void> {
  if (store.schema === undefined) throw new Problem(`The store ${store.name} has no schema to read.`)
  const pulled = await pullDatabase(store.schema)
  if (pulled.models.length === 0 && pulled.skipped.length === 0)
    throw new Problem('The database has no tables.')
  if (out === undefined) process.stdout.write(oneFile(pulled.models, pulled.skipped))
  else write(filesOf(pulled, out), force)
  report(pulled)
}

/** Writes the models of a database, or of the configuration's. */
export async function runPull(address: string | undefined, options: PullOptions): Promise<void> {
  if (address === undefined) return withTarget(options, ({ store }) => pull(store, options))
  if (options.config !== undefined) throw new Problem('Name a database or --config, not both.')
  const store = storeOf(address)
  await store.open([])
  try {
    await pull(store, options)
  } finally {
    await store.close()
  }
}
