import type {
  ChangeLog,
  ChangeOp,
  Compaction,
  Expiry,
  LoggedChange,
  LogPage,
  LogRequest,
  Swept,
} from '../../store/change-log.ts'
import { numbersIn } from '../../store/change-place.ts'
import { LogWatch } from '../../store/log-watch.ts'
import { loggedChange } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import {
  beyondScript,
  compactScript,
  expireScript,
  headScript,
  readLogScript,
  renewScript,
} from './change-scripts.ts'
import type { Connection, Script } from './connection.ts'
import { logTagOf } from './layout.ts'

/** How many changes one script looks at, so that it keeps the server from others for a few milliseconds only. */
const REACH = 1_000

/** The beginning: nothing is before it. */
const START = '0-0'

/** An entry of the stream: its id, and its fields with their names before them. */
type Entry = readonly [id: string, fields: readonly string[]]

/** Ids of the stream as texts that compare as they do. */
function positionOf(id: string): string {
  const [number = '0', seq = '0'] = id.split('-')
  return `${number.padStart(16, '0')}.${seq.padStart(8, '0')}`
}

/** The id of a position; of none, that before all others. */
const idOf = (position: string): string => numbersIn(position || '0.0').join('-')

const behind = (position: string | null): string => (position === null ? '-' : `(${idOf(position)}`)

const textOrNull = (text: string | undefined): string | null => text || null

function told([id, fields]: Entry): LoggedChange {
  const [at, model = '', op, key = '', before, after, secret] = fields.filter((_, i) => i % 2 === 1)
  const recorded = {
    ...{ model, key, op: cast<ChangeOp>(op, 'written by this store') },
    ...{ before: textOrNull(before), after: textOrNull(after), secret: textOrNull(secret) },
  }
  const position = positionOf(id)
  const transaction = positionOf(idOf(position).replace(/-.*/, '-0'))
  return loggedChange(recorded, { position, transaction, at: new Date(Number(at)) })
}

/** A part of the log, and what the script asks beside. */
interface SweepRequest {
  readonly after: string | null
  readonly upTo: string
  readonly [name: string]: unknown
}

type SweepAnswer = readonly [removed: number, last: string | null]

const swept = ([removed, last]: SweepAnswer): Swept => ({
  removed,
  position: last === null ? null : positionOf(last),
})

/** The change log of all models under a prefix: one stream, to which the scripts that write add. */
export class RedisChangeLog implements ChangeLog {
  readonly #connection: Connection
  /** What its keys begin with. */
  readonly tag: string
  readonly #watch = new LogWatch()

  constructor(connection: Connection, prefix: string) {
    this.#connection = connection
    this.tag = logTagOf(prefix)
  }

  async epoch(): Promise<string> {
    const [epoch] = await this.#run<readonly [string, string]>(headScript, {})
    return epoch
  }

  async renew(): Promise<void> {
    await this.#run(renewScript, {})
  }

  async head(): Promise<string> {
    const [, id] = await this.#run<readonly [string, string]>(headScript, {})
    return positionOf(id)
  }

  async read({ models, after, limit }: LogRequest): Promise<LogPage> {
    const request = { models, limit, from: behind(after), reach: REACH }
    type Answer = readonly [rows: readonly Entry[], last: string, expired: readonly (string | null)[]]
    const [rows, last, expired] = await this.#run<Answer>(readLogScript, request)
    const lost = after !== null && expired.some((id) => id !== null && positionOf(id) > after)
    return { changes: rows.map(told), position: positionOf(last), lost }
  }

  async expire({ before, most, spare, ...part }: Expiry): Promise<Swept> {
    const beyond = most === undefined ? START : await this.#beyond(part.model, most)
    const rule = { before: before?.getTime() ?? 0, beyond, ...(spare && { spare: spare.getTime() }) }
    return this.#sweep(expireScript, { ...part, ...rule })
  }

  compact({ before, ...part }: Compaction): Promise<Swept> {
    return this.#sweep(compactScript, { ...part, before: before.getTime() })
  }

  watch(listener: () => void): () => void {
    return this.#watch.watch(listener, () => this.head())
  }

  /** Tells who listens that something was recorded. */
  tell(): void {
    this.#watch.tell()
  }

  /** Stops looking for changes. */
  close(): void {
    this.#watch.close()
  }

  /** The id of the last change of a model behind which there are as many as said. */
  async #beyond(model: string, most: number): Promise<string> {
    let left = most
    for (let from = '+'; ; ) {
      type Answer = readonly [id: string | null, met?: number, last?: string | null]
      const [id, met = 0, last] = await this.#run<Answer>(beyondScript, { model, most: left, from, n: REACH })
      if (id !== null) return id
      if (last === null || last === undefined) return START
      left -= met
      from = `(${last}`
    }
  }

  async #sweep(script: Script, { after, upTo, ...rule }: SweepRequest): Promise<Swept> {
    const request = { ...rule, from: behind(after), upTo: idOf(upTo) }
    return swept(await this.#run<SweepAnswer>(script, request))
  }

  async #run<T>(script: Script, request: object): Promise<T> {
    return cast<T>(await this.#connection.run(script, `${this.tag}m`, request), 'what the script returns')
  }
}
