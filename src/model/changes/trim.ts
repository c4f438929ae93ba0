import type { Swept } from '../../store/change-log.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import type { ChangesTerms } from '../changes-option.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { StoredConsumer } from './consumer-rows.ts'
import { placeIn } from './position.ts'
import type { Source } from './source.ts'

/** How many changes are looked at in one write. */
const STEP = 1_000

/** What consumers have not handled yet. */
interface Held {
  /** Everything behind this place is held. */
  readonly upTo: string
  /** But for what is older than this. */
  readonly until: Date | undefined
}

/** Behind which place changes are held for the consumers of a model. */
async function heldFor(
  { log }: Source,
  { name }: ConnectedModel,
  consumers: readonly StoredConsumer[],
): Promise<Held> {
  const epoch = await log.epoch()
  const own = consumers.filter(({ models }) => models.includes(name))
  // One of another epoch has lost everything: it holds nothing.
  const held = own.filter(({ position }) => position === null || position.startsWith(`${epoch}:`))
  const places = held.map(({ position }) => (position === null ? '' : placeIn(epoch, position)))
  const [upTo = ''] = [await log.head(), ...places].toSorted()
  const longest = Math.max(0, ...held.map(({ keepFor }) => keepFor))
  return { upTo, until: held.length === 0 ? undefined : new Date(Date.now() - longest) }
}

const before = (milliseconds: number): Date => new Date(Date.now() - milliseconds)

type Sweep = (after: string | null) => MaybePromise<Swept>

/** Runs a sweep part by part, from the oldest change; gives how many it has removed. */
async function sweep(part: Sweep): Promise<number> {
  let removed = 0
  let place: string | null = null
  do {
    const swept: Swept = await part(place)
    removed += swept.removed
    place = swept.position
  } while (place !== null)
  return removed
}

async function expire({ log }: Source, model: string, terms: ChangesTerms, held: Held): Promise<number> {
  const { keep, most } = terms
  if (keep === undefined && most === undefined) return 0
  const rule = {
    ...{ model, limit: STEP },
    ...(keep !== undefined && { before: before(keep) }),
    ...(most !== undefined && { most }),
  }
  const handled = await sweep((after) => log.expire({ ...rule, after, upTo: held.upTo }))
  const { until: spare } = held
  if (spare === undefined) return handled
  const upTo = await log.head()
  return handled + (await sweep((after) => log.expire({ ...rule, after, upTo, spare })))
}

async function compact(source: Source, model: string, after: number, held: Held): Promise<number> {
  const { log } = source
  const part = (upTo: string, until: Date) =>
    sweep((place) => log.compact({ model, after: place, upTo, before: until, limit: STEP }))
  const handled = await part(held.upTo, before(after))
  if (held.until === undefined) return handled
  // What was not handled for longer than it is kept for consumers is held no more.
  const [oldest = held.until] = [before(after), held.until].toSorted((one, other) => +one - +other)
  return handled + (await part(await log.head(), oldest))
}

/** Removes the changes of a source that need not be kept any more; gives their number. */
export async function trim(source: Source, consumers: readonly StoredConsumer[]): Promise<number> {
  let removed = 0
  for (const model of source.models.values()) {
    const terms = model.definition.changes
    if (terms === undefined) continue
    const held = await heldFor(source, model, consumers)
    removed += await expire(source, model.name, terms, held)
    if (terms.compact !== undefined) removed += await compact(source, model.name, terms.compact, held)
  }
  return removed
}
