import { callSite } from '../support/call-site.ts'
import { Flows } from './flow.ts'
import type { SingleRead } from './single-read.ts'
import type { RepeatedReadWarning, WarningEvent } from './types/db-type.ts'

/** So many reads of one shape in one flow are taken for one read for each record of a list. */
const MANY = 12

/** The code of this package, which is no place in the user's. */
const PACKAGE = new URL('..', import.meta.url).href

function advice({ model, call, by }: SingleRead): string {
  const [name = '', another] = by
  const among = another === undefined ? `{ ${name}: { $in: […] } }` : `{ $or: [{ ${by.join(', ')} }, …] }`
  switch (call) {
    case 'count':
      return `Count all at once: db.${model}.aggregate({ where: ${among}, by: [${by.map((part) => `'${part}'`).join(', ')}], count: true }).`
    case 'exists':
      return `Look for all at once: db.${model}.find({ where: ${among}, select: { ${name}: true } }).`
    default:
      return `Read along what is related, by include in the query that read the list, or all at once: db.${model}.find({ where: ${among} }).`
  }
}

function warningOf(read: SingleRead, times: number, place: string | undefined): RepeatedReadWarning {
  const { model, call } = read
  const called = call === 'new' ? `new ${model}(${read.by.join(', ')})` : `${model}.${call}`
  const at = place === undefined ? '' : ` at ${place}`
  const message = `${called} was called ${times} times in one go${at}: one read for each record (N+1). ${advice(read)}`
  return { code: 'N_PLUS_ONE', message, model, call, times, place }
}

/** Notices one read for each record, where one read of them all would do, and tells of it once for each shape. */
export class RepeatedReads {
  readonly flows = new Flows()
  readonly #told = new Set<string>()
  readonly #tell: (warning: WarningEvent) => void

  constructor(tell: (warning: WarningEvent) => void) {
    this.#tell = tell
  }

  /** Counts a read; `callee` is the function that the user's code has called. The same again is no other record. */
  note(read: SingleRead, callee: (...args: never[]) => unknown): void {
    const flow = this.flows.current
    const last = flow.get(read.shape)
    if (last?.values === read.values) return
    const times = (last?.times ?? 0) + 1
    flow.set(read.shape, { times, values: read.values })
    if (times < MANY || this.#told.has(read.shape)) return
    this.#told.add(read.shape)
    this.#tell(warningOf(read, times, callSite(callee, PACKAGE)))
  }
}
