import { cast } from '../../support/cast.ts'
import type { attachAll } from './attach.ts'
import type { joinable, readJoined } from './joined.ts'

/** What is done with includes. */
interface IncludesAtWork {
  readonly attachAll: typeof attachAll
  readonly joinable: typeof joinable
  readonly readJoined: typeof readJoined
}

let atWork: IncludesAtWork | undefined

/** Loads what is done with includes: as a database is connected whose models have relations. */
export async function loadIncludes(): Promise<void> {
  atWork ??= { ...(await import('./attach.ts')), ...(await import('./joined.ts')) }
}

/** What is done with includes. */
export const includesAtWork = (): IncludesAtWork =>
  cast(atWork, 'who includes anything has relations, and it was loaded for them')
