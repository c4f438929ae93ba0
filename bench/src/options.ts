import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import type { Effort } from './measure.ts'
import type { StoreName } from './peers.ts'
import { BASELINE, PEERS } from './peers.ts'
import type { WorkloadName } from './workloads.ts'
import { WORKLOADS } from './workloads.ts'

/** What the command line asks for. */
export interface Options {
  readonly help: boolean
  readonly store: StoreName
  readonly json: string | undefined
  readonly write: boolean
  readonly effort: Effort
  /** Where the peers' files are made. */
  readonly folder: string
  readonly peers: readonly string[]
  readonly workloads: readonly WorkloadName[]
}

const STORES = Object.keys(PEERS) as StoreName[]

export const HELP = `npm run bench -- [options]

  --store NAME       the store to measure: ${STORES.join(', ')}
  --peers a,b        only these, and the driver: ${Object.keys(PEERS.sqlite).join(', ')}
  --workload a,b     only these: ${WORKLOADS.map(({ name }) => name).join(', ')}
  --rounds N         how many rounds (25)
  --quick            few and short rounds, for a first look
  --dir FOLDER       where the files of SQLite stand (a RAM disk where there is one: /dev/shm)
  --json FILE        writes the figures there
  --write            writes the tables into docs/reference/performance.md
  --help`

const FULL: Effort = { rounds: 25, batch: 30, warmUp: 500 }
const QUICK: Effort = { rounds: 7, batch: 12, warmUp: 250 }

/** Where a commit costs no wait for a disk, whose noise would drown what the peers differ by. */
const RAM_DISK = '/dev/shm'

/** A mistake on the command line. */
export class UsageError extends Error {}

function listOf<T extends string>(what: string, text: string | undefined, known: readonly T[]): readonly T[] {
  if (text === undefined) return known
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !known.some((other) => other === name))
  if (unknown !== undefined) {
    throw new UsageError(`there is no ${what} '${unknown}'; there are ${known.join(', ')}`)
  }
  return known.filter((name) => names.includes(name))
}

function roundsOf(text: string | undefined, otherwise: number): number {
  const rounds = text === undefined ? otherwise : Number(text)
  if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError('--rounds is a whole number, 1 or more')
  return rounds
}

function read(args: readonly string[]) {
  const value = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ store: { type: 'string', default: 'sqlite' }, peers: value, workload: value, rounds: value },
        ...{ dir: value, json: value, quick: flag, write: flag, help: flag },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Reads the command line. @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = read(args)
  const [store] = listOf('store', values.store, STORES)
  if (store === undefined) throw new UsageError('--store names one store')
  if (values.write && (values.quick || values.peers !== undefined || values.workload !== undefined)) {
    throw new UsageError('--write wants the whole: without --quick, --peers and --workload')
  }
  const effort = values.quick ? QUICK : FULL
  const peers = listOf('peer', values.peers, Object.keys(PEERS[store]))
  return {
    help: values.help,
    store,
    json: values.json,
    write: values.write,
    effort: { ...effort, rounds: roundsOf(values.rounds, effort.rounds) },
    folder: values.dir ?? (existsSync(RAM_DISK) ? RAM_DISK : tmpdir()),
    peers: [BASELINE, ...peers.filter((name) => name !== BASELINE)],
    workloads: listOf(
      'workload',
      values.workload,
      WORKLOADS.map(({ name }) => name),
    ),
  }
}
