import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { between } from './report.ts'

// This file runs as bench/.build/src/size.mjs.
const REFERENCE = new URL('../../../docs/reference/performance.md', import.meta.url)
const BENCH = fileURLToPath(new URL('../..', import.meta.url))
const STARTS = 11
const BARS = { core: 40, start: 300 } as const

/** Kilobytes (of 1,000 bytes) of a module with all that it imports but `external`, minified and gzipped. */
async function gzipped(source: string, external: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: BENCH },
    external: [...external],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length / 1_000
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Milliseconds from the start of the process to what it prints, median of several starts. */
function start(...args: readonly string[]): number {
  const once = () => Number(execFileSync(process.execPath, args, { cwd: BENCH, encoding: 'utf8' }))
  once()
  return median(Array.from({ length: STARTS }, once))
}

const NOTHING = 'console.log(performance.now())'
const DRIVER = `import Database from 'better-sqlite3'
const db = new Database(process.argv[1] ?? ':memory:')
db.prepare('SELECT 1').get()
${NOTHING}`

function starts(application: string, folder: string) {
  const existing = join(folder, 'existing.db')
  execFileSync(process.execPath, [application, existing], { cwd: BENCH })
  return {
    node: start('--input-type=module', '--eval', NOTHING),
    driver: start('--input-type=module', '--eval', DRIVER),
    existing: start(application, existing),
    fresh: start(application, ':memory:'),
  }
}

async function sizes() {
  const whole = (...names: string[]) =>
    names.map((name, at) => `export * as part${at} from '${name}'`).join('\n')
  return {
    core: await gzipped(whole('prometheus-odm'), ['kysely', 'better-sqlite3']),
    withSqlite: await gzipped(whole('prometheus-odm', 'prometheus-odm/sqlite'), ['kysely', 'better-sqlite3']),
    everything: await gzipped(whole('prometheus-odm', 'prometheus-odm/sqlite'), ['better-sqlite3']),
    kysely: await gzipped(whole('kysely'), []),
    drizzle: await gzipped(whole('drizzle-orm', 'drizzle-orm/better-sqlite3', 'drizzle-orm/sqlite-core'), [
      'better-sqlite3',
    ]),
  }
}

function toMarkdown(size: Awaited<ReturnType<typeof sizes>>, time: ReturnType<typeof starts>): string {
  const kilobytes = (value: number) => `${value.toFixed(1)} KB`
  const milliseconds = (value: number) => `${Math.round(value)} ms`
  return [
    '| minified and gzipped | | bar |',
    '|---|--:|--:|',
    `| **core, beside Kysely** | **${kilobytes(size.core)}** | **${BARS.core} KB** |`,
    `| core and the SQLite store, beside Kysely | ${kilobytes(size.withSqlite)} | |`,
    `| core and the SQLite store, with the parts of Kysely that they use | ${kilobytes(size.everything)} | |`,
    `| Kysely 0.28, whole | ${kilobytes(size.kysely)} | |`,
    `| Drizzle 0.45 for SQLite, whole | ${kilobytes(size.drizzle)} | |`,
    '',
    '| from the start of the process to its first answers | | bar |',
    '|---|--:|--:|',
    `| **four models, an existing file** | **${milliseconds(time.existing)}** | **${BARS.start} ms** |`,
    `| four models, tables and indexes made | ${milliseconds(time.fresh)} | |`,
    `| the driver alone, one statement | ${milliseconds(time.driver)} | |`,
    `| Node alone | ${milliseconds(time.node)} | |`,
  ].join('\n')
}

/** Prints both tables; with `--write` also into the reference. Gives the exit code: 1 where a bar is not met. */
export async function main(args: readonly string[], application: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-size-'))
  try {
    const size = await sizes()
    const time = starts(application, folder)
    const markdown = toMarkdown(size, time)
    console.log(markdown)
    if (args.includes('--write')) {
      writeFileSync(REFERENCE, between(readFileSync(REFERENCE, 'utf8'), 'bench:size', markdown))
    }
    return size.core <= BARS.core && time.existing <= BARS.start ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
