import type { Contender, Operation } from './contender.ts'
import { operationOf, removeAdded, takeCalls } from './contender.ts'
import { shuffle } from './random.ts'
import { verifyBatch } from './verify.ts'
import type { Workload } from './workloads.ts'

/** How long and how often. */
export interface Effort {
  readonly rounds: number
  /** Aimed length of one batch, in milliseconds. */
  readonly batch: number
  /** Length of the warm-up of each peer at each workload, in milliseconds. */
  readonly warmUp: number
}

/** One batch: microseconds a call, by the clock and of the processor. */
interface Sample {
  readonly wall: number
  readonly cpu: number
}

/** What is told of one peer at one workload. */
export interface Result {
  /** Time against the driver's in the same round, median of the rounds. */
  readonly ratio: number
  /** The same of the processor time of this process, all threads. */
  readonly cpuRatio: number
  readonly opsPerSecond: number
  /** Quartiles of the ratio. */
  readonly quartiles: readonly [number, number]
}

let sink: unknown

function callSync(operation: Operation, workload: Workload, first: number, count: number): void {
  for (let index = first; index < first + count; index += 1) sink = operation(workload.input(index))
}

async function callAsync(operation: Operation, workload: Workload, first: number, count: number) {
  for (let index = first; index < first + count; index += 1) sink = await operation(workload.input(index))
}

/** Times `count` calls, then looks whether they were done and takes back what they added. */
async function runBatch(contender: Contender, workload: Workload, count: number): Promise<Sample> {
  const operation = operationOf(contender, workload) as Operation
  const first = takeCalls(contender, workload, count)
  const cpuBefore = process.cpuUsage()
  const started = process.hrtime.bigint()
  if (contender.sync) callSync(operation, workload, first, count)
  else await callAsync(operation, workload, first, count)
  const elapsed = Number(process.hrtime.bigint() - started) / 1_000
  const { user, system } = process.cpuUsage(cpuBefore)
  await verifyBatch(contender, workload, first, count)
  if (workload.effect === 'adds') await removeAdded(contender)
  return { wall: elapsed / count, cpu: (user + system) / count }
}

/** Warms a peer up and finds how many calls fill a batch. */
async function calibrate(contender: Contender, workload: Workload, effort: Effort): Promise<number> {
  const started = performance.now()
  let count = 1
  let perCall = 0
  while (performance.now() - started < effort.warmUp) {
    const { wall } = await runBatch(contender, workload, count)
    perCall = wall / 1_000
    count = Math.max(1, Math.min(Math.round(effort.batch / perCall), count * 4))
  }
  return Math.max(1, Math.round(effort.batch / perCall))
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b)
const quantile = (values: readonly number[], at: number) =>
  sorted(values)[Math.round((values.length - 1) * at)] ?? Number.NaN
const median = (values: readonly number[]) => quantile(values, 0.5)

function summarise(samples: readonly Sample[], baseline: readonly Sample[]): Result {
  const against = (of: keyof Sample) =>
    samples.map((sample, round) => sample[of] / (baseline[round]?.[of] ?? Number.NaN))
  const ratios = against('wall')
  return {
    ratio: median(ratios),
    cpuRatio: median(against('cpu')),
    opsPerSecond: Math.round(1e6 / median(samples.map(({ wall }) => wall))),
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  }
}

/**
 * Measures one workload: in each round every peer has one batch, in an order that changes by chance, so that nobody
 * always follows the same other one; each batch counts against the baseline's of the same round. The garbage of a
 * peer is collected when the engine chooses to: a collection before each batch would make all of them slower, some
 * several times.
 */
export async function measure(
  contenders: readonly Contender[],
  workload: Workload,
  effort: Effort,
  random: () => number,
): Promise<Record<string, Result>> {
  const taking = contenders.filter((contender) => operationOf(contender, workload) !== undefined)
  const counts = new Map<Contender, number>()
  for (const contender of taking) counts.set(contender, await calibrate(contender, workload, effort))
  const samples = new Map(taking.map((contender) => [contender, [] as Sample[]]))
  for (let round = 0; round < effort.rounds; round += 1) {
    for (const contender of shuffle(taking, random)) {
      samples.get(contender)?.push(await runBatch(contender, workload, counts.get(contender) ?? 1))
    }
  }
  const [baseline] = samples.values()
  return Object.fromEntries([...samples].map(([{ name }, own]) => [name, summarise(own, baseline ?? [])]))
}

/** Keeps the engine from leaving out calls whose answer nobody reads. */
export const lastAnswer = () => sink
