import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { resolve } from 'node:path'
import { provideMariadb } from '../../scripts/engines/mariadb.mjs'
import { providePostgres } from '../../scripts/engines/postgres.mjs'
import { redis } from '../../scripts/engines/redis.mjs'
import type { Contender } from './contender.ts'
import { createContender, operationOf } from './contender.ts'
import { createDataSet } from './data-set.ts'
import type { Result } from './measure.ts'
import { lastAnswer, measure } from './measure.ts'
import type { Options } from './options.ts'
import { HELP, parseOptions, UsageError } from './options.ts'
import { placeMongodb } from './place-mongodb.ts'
import { placeMysql } from './place-mysql.ts'
import { placePostgres } from './place-postgres.ts'
import { placeRedis } from './place-redis.ts'
import { placeSqlite } from './place-sqlite.ts'
import { createRandom } from './random.ts'
import type { Report } from './report.ts'
import { between, toMarkdown } from './report.ts'
import { verify, verifyDatabases } from './verify.ts'
import type { Place } from './witness.ts'
import type { Workload } from './workloads.ts'
import { WORKLOADS } from './workloads.ts'

// This file runs as bench/.build/src/main.mjs.
const REFERENCE = new URL('../../../docs/reference/performance.md', import.meta.url)

const say = (text: string) => void process.stderr.write(text)

function environmentOf({ effort }: Options, place: Place): Report['environment'] {
  return {
    Node: process.versions.node,
    ...place.environment,
    processors: availableParallelism(),
    'load at the end': Number(loadavg()[0]?.toFixed(1)),
    rounds: effort.rounds,
  }
}

async function openAll({ store, peers }: Options, place: Place): Promise<Contender[]> {
  const data = createDataSet()
  const contenders: Contender[] = []
  for (const name of peers) {
    say(`loading ${name} …\n`)
    contenders.push(await createContender([store, name], place, data))
  }
  await verifyDatabases(contenders)
  return contenders
}

const short = (results: Readonly<Record<string, Result>>) =>
  Object.entries(results)
    .map(([name, { ratio }]) => `${name} ${ratio.toFixed(2)}`)
    .join('  ')

async function measureAll(
  contenders: readonly Contender[],
  workloads: readonly Workload[],
  { effort }: Options,
) {
  const random = createRandom(7)
  const results: Record<string, Record<string, Result>> = {}
  for (const workload of workloads) {
    const taking = contenders.filter((contender) => operationOf(contender, workload) !== undefined)
    await verify(taking, workload)
    const measured = await measure(taking, workload, effort, random)
    results[workload.name] = measured
    say(`${workload.name}: ${short(measured)}\n`)
  }
  return results
}

async function bench(options: Options, place: Place): Promise<void> {
  const workloads = WORKLOADS.filter(
    ({ name, bar }) => options.workloads.includes(name) && bar[options.store] !== undefined,
  )
  const contenders = await openAll(options, place)
  const measured = await measureAll(contenders, workloads, options)
  const report = {
    store: options.store,
    environment: environmentOf(options, place),
    workloads: measured,
  }
  const titles = new Map(contenders.map(({ name, title }) => [name, title]))
  const markdown = toMarkdown(report, titles, workloads)
  console.log(markdown)
  if (options.json !== undefined) writeFileSync(resolve(options.json), `${JSON.stringify(report, null, 2)}\n`)
  if (options.write) {
    writeFileSync(REFERENCE, between(readFileSync(REFERENCE, 'utf8'), `bench:${options.store}`, markdown))
  }
  for (const { open, witness } of contenders) {
    await witness.close()
    await open.close()
  }
  lastAnswer()
  warnOfLoad()
}

function warnOfLoad(): void {
  const [load = 0] = loadavg()
  if (load <= availableParallelism()) return
  say(`the machine is busy (load ${load.toFixed(1)}): trust processor time more than the clock\n`)
}

const stays = async () => undefined
const provideRedis = async () => ({ reason: await redis(), end: stays })

/** The small server of the tests looks at every document for every query: a bench against it would tell of nothing else. */
const provideMongodb = async () => {
  const isNamed = process.env.MONGODB_URL !== undefined
  return {
    reason: isNamed ? undefined : 'MONGODB_URL has to name a MongoDB server, a replica set',
    end: stays,
  }
}

const SERVERS = {
  postgres: { provide: providePostgres, place: () => placePostgres(String(process.env.PROMETHEUS_POSTGRES)) },
  mysql: { provide: provideMariadb, place: () => placeMysql(String(process.env.PROMETHEUS_MYSQL)) },
  redis: { provide: provideRedis, place: () => placeRedis(String(process.env.PROMETHEUS_REDIS)) },
  mongodb: { provide: provideMongodb, place: () => placeMongodb(String(process.env.MONGODB_URL)) },
}

/** Where the peers of a store have their databases; a server that is started for it ends with it. */
async function placeOf({ store, folder }: Options): Promise<Place> {
  if (store === 'sqlite') return placeSqlite(folder)
  const { reason, end } = await SERVERS[store].provide()
  if (reason !== undefined) throw new UsageError(reason)
  const place = await SERVERS[store].place()
  return { ...place, remove: () => place.remove().then(end) }
}

async function benchInPlace(options: Options): Promise<void> {
  warnOfLoad()
  const place = await placeOf(options)
  try {
    await bench(options, place)
  } finally {
    await place.remove()
  }
}

/** Runs the bench. Gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(args)
    if (options.help) console.log(HELP)
    else await benchInPlace(options)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`bench: ${error.message}`)
    return 2
  }
}
