import { PrometheusError } from '../errors/error.ts'
import { unknownName } from '../schema/unknown.ts'
import { durationOf } from '../support/duration.ts'
import { isPlainObject } from '../support/plain-object.ts'

/** How long the changes of a model are kept: in milliseconds, and in number. */
export interface ChangesTerms {
  /** Undefined where they are kept for good. */
  readonly keep: number | undefined
  readonly most: number | undefined
  /** After which time a change goes that another of the same record has followed. */
  readonly compact: number | undefined
}

const OPTIONS = ['keep', 'most', 'compact']
const WEEK = 604_800_000

function invalid(model: string, what: string): PrometheusError {
  return new PrometheusError('INVALID_MODEL', `${model}: changes${what}.`, { model })
}

function timeOf(model: string, option: string, written: unknown): number | undefined {
  const time = durationOf(written)
  if (time === undefined && written !== undefined)
    throw invalid(model, `.${option} takes a time such as '7d'`)
  return time
}

/** Reads what a definition says of its changes; undefined where they are not recorded. */
export function changesTerms(model: string, written: unknown): ChangesTerms | undefined {
  if (written === undefined || written === false) return undefined
  if (written === true) return { keep: WEEK, most: undefined, compact: undefined }
  if (!isPlainObject(written)) throw invalid(model, " takes true, or options such as { keep: '7d' }")
  const stray = Object.keys(written).find((option) => !OPTIONS.includes(option))
  if (stray !== undefined) throw unknownName(model, `option '${stray}' of changes`, stray, OPTIONS)
  const { keep, most, compact } = written
  if (most !== undefined && (!Number.isSafeInteger(most) || Number(most) < 1))
    throw invalid(model, '.most takes a whole number, 1 or more')
  return {
    keep: keep === 'forever' ? undefined : (timeOf(model, 'keep', keep) ?? WEEK),
    most: most === undefined ? undefined : Number(most),
    compact: timeOf(model, 'compact', compact),
  }
}
