import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { DataSet } from './data-set.ts'
import { SIZE } from './data-set.ts'
import type { OpenPeer } from './peer.ts'
import { PEERS } from './peers.ts'
import type { Workload } from './workloads.ts'

/** What is called and timed. */
export type Operation = (input: unknown) => unknown

/** A peer that takes part, its file, and how many calls of each workload it has had. */
export interface Contender {
  readonly name: string
  readonly title: string
  readonly sync: boolean
  readonly open: OpenPeer
  /** Reads the file beside the peer, to see what it really did. */
  readonly witness: Database.Database
  readonly calls: Map<string, number>
}

/** Opens a peer on a file of its own and fills it. */
export async function createContender(name: string, folder: string, data: DataSet): Promise<Contender> {
  const { peer } = (await PEERS[name]?.()) ?? {}
  if (peer === undefined) throw new Error(`there is no peer '${name}'`)
  const file = join(folder, `${name}.db`)
  const open = await peer.open(file)
  await open.load(data)
  const witness = new Database(file, { readonly: true })
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
