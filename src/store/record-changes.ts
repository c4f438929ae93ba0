import { equalsOf, identityOf } from '../query/compare.ts'
import type { FieldShape, ModelShape } from '../schema/shape.ts'
import { toJsonForm } from '../schema/values/json-form.ts'
import { cast } from '../support/cast.ts'
import type { ChangeOp, Image, LoggedChange } from './change-log.ts'
import type { Row } from './contract.ts'

/** One change as it is stored: images as JSON texts. */
export interface RecordedChange {
  readonly model: string
  readonly op: ChangeOp
  readonly key: string
  /** Of a record that is there afterwards too, only what was different. */
  readonly before: string | null
  readonly after: string | null
  /** The secret attributes that differ, as a JSON array; null where there are none. */
  readonly secret: string | null
}

/** Makes of the rows of one model, before and after a write, what is recorded of it. Values are canonical. */
export interface Recorder {
  created(row: Row): RecordedChange
  destroyed(row: Row): RecordedChange
  /**
   * What became of rows by one update, in any order. A record that is as it was has not changed; one that has another
   * key is gone, and a new one is there.
   */
  updated(op: ChangeOp, before: readonly Row[], after: readonly Row[]): RecordedChange[]
}

const isNull = (value: unknown): boolean => value === null || value === undefined

function differs(field: FieldShape): (before: Row, after: Row) => boolean {
  const equals = equalsOf(field)
  const { index } = field
  return (before, after) => {
    const [left, right] = [before[index], after[index]]
    return isNull(left) || isNull(right) ? isNull(left) !== isNull(right) : !equals(left, right)
  }
}

const imageText = (fields: readonly FieldShape[], row: Row): string => {
  const image: Record<string, unknown> = {}
  for (const field of fields) image[field.name] = toJsonForm(field, row[field.index]) ?? null
  return JSON.stringify(image)
}

/** A text that no other key of the model has. */
function keyTexts({ key }: ModelShape): (row: Row) => string {
  const identities = key.map((field) => [field.index, identityOf(field)] as const)
  return (row) => JSON.stringify(identities.map(([index, identity]) => String(identity(row[index]))))
}

/** The recorder of a model, or undefined where it does not record its changes. */
export function recorderOf(shape: ModelShape): Recorder | undefined {
  const { name: model, key, changes } = shape
  if (changes === undefined) return undefined
  const { fields, secret } = changes
  const tests = [...fields, ...secret].map((field) => ({ field, differs: differs(field) }))
  const nameOf = keyTexts(shape)
  const keyTests = key.map(differs)
  const keyDiffers = (before: Row, after: Row): boolean => keyTests.some((test) => test(before, after))
  const whole = (op: ChangeOp, row: Row, side: 'before' | 'after'): RecordedChange => {
    const image = imageText(fields, row)
    const sides = side === 'before' ? { before: image, after: null } : { before: null, after: image }
    return { model, op, key: imageText(key, row), ...sides, secret: null }
  }
  const changed = (op: ChangeOp, before: Row, after: Row): RecordedChange[] => {
    const different = tests.filter((test) => test.differs(before, after)).map(({ field }) => field)
    if (different.length === 0) return []
    const hidden = different.filter((field) => secret.includes(field)).map(({ name }) => name)
    const shown = different.filter((field) => fields.includes(field))
    return [
      {
        ...{ model, op, key: imageText(key, after) },
        ...{ before: imageText(shown, before), after: imageText(fields, after) },
        secret: hidden.length === 0 ? null : JSON.stringify(hidden),
      },
    ]
  }
  const created = (row: Row) => whole('create', row, 'after')
  const destroyed = (row: Row) => whole('destroy', row, 'before')
  return {
    created,
    destroyed,
    updated(op, before, after) {
      const [old, now] = [before[0], after[0]]
      const single = before.length === 1 && after.length === 1
      if (single && old && now && !keyDiffers(old, now)) return changed(op, old, now)
      const left = new Map(after.map((row) => [nameOf(row), row]))
      const told = before.flatMap((row): RecordedChange[] => {
        const name = nameOf(row)
        const now = left.get(name)
        left.delete(name)
        return now === undefined ? [destroyed(row)] : changed(op, row, now)
      })
      return [...told, ...[...left.values()].map(created)]
    },
  }
}

const parsed = <T>(text: string | null, reason: string): T | null =>
  text === null ? null : cast<T>(JSON.parse(text), reason)

/** Where a recorded change stands in its log. */
export type Place = Pick<LoggedChange, 'position' | 'transaction' | 'at'>

/** A recorded change as a log tells it. */
export function loggedChange(recorded: RecordedChange, place: Place): LoggedChange {
  const { model, op } = recorded
  const after = parsed<Image>(recorded.after, 'an image')
  const old = parsed<Image>(recorded.before, 'an image')
  const secret = parsed<string[]>(recorded.secret, 'names of attributes') ?? []
  const both = after !== null && old !== null
  return {
    ...{ ...place, model, op },
    key: cast<Image>(JSON.parse(recorded.key), 'an image of the key'),
    before: both ? { ...after, ...old } : old,
    after,
    changed: both ? [...Object.keys(old), ...secret] : [],
  }
}
