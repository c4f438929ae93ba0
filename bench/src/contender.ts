import type { DataSet } from './data-set.ts'
import { SIZE } from './data-set.ts'
import type { OpenPeer } from './peer.ts'
import type { StoreName } from './peers.ts'
import { PEERS } from './peers.ts'
import type { Place, Witness } from './witness.ts'
import type { Workload } from './workloads.ts'

/** What is called and timed. */
export type Operation = (input: unknown) => unknown

/** A peer that takes part, its database, and how many calls of each workload it has had. */
export interface Contender {
  readonly name: string
  readonly title: string
  readonly sync: boolean
  readonly open: OpenPeer
  readonly witness: Witness
  readonly calls: Map<string, number>
}

/** Opens a peer on a database of its own and fills it. */
export async function createContender(
  [store, name]: readonly [StoreName, string],
  place: Place,
  data: DataSet,
): Promise<Contender> {
  const { peer } = (await PEERS[store][name]?.()) ?? {}
  if (peer === undefined) throw new Error(`there is no peer '${name}'`)
  const database = await place.database(name)
  const open = await peer.open(database)
  await open.load(data)
  const witness = await place.witness(database)
  await witness.settle()
  return { name, title: peer.title, sync: peer.sync === true, open, witness, calls: new Map() }
}

/** The peer's implementation of a workload, or undefined where it offers none. */
export function operationOf({ open }: Contender, { name }: Workload): Operation | undefined {
  return open.operations[name] as Operation | undefined
}

/** Reserves the next numbers of calls, so that no update ever repeats a value. */
export function takeCalls({ calls }: Contender, { name }: Workload, count: number): number {
  const first = calls.get(name) ?? 0
  calls.set(name, first + count)
  return first
}

/** Puts the posts back to the data set's number. */
export async function removeAdded({ open }: Contender): Promise<void> {
  await open.removeAfter(SIZE.posts)
}
