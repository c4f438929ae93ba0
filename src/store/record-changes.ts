import { equalsOf, identityOf } from '../query/compare.ts'
import type { FieldKind } from '../schema/kinds.ts'
import { isTextKind } from '../schema/kinds.ts'
import type { ChangesShape, FieldShape, ModelShape } from '../schema/shape.ts'
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

/** Makes of rows before and after one update, in any order, what is recorded of it. */
export type Updated = (before: readonly Row[], after: readonly Row[]) => RecordedChange[]

/** Makes of the rows of one model, before and after a write, what is recorded of it. Values are canonical. */
export interface Recorder {
  created(row: Row): RecordedChange
  destroyed(row: Row): RecordedChange
  /**
   * Of updates that set some fields; where none of them is of the key, no other can differ, and rows before need no
   * others. A record that is as it was has not changed; one that has another key is gone, and a new one is there, unless
   * the key is one that another had: then that one has changed.
   */
  updating(op: ChangeOp, set: readonly FieldShape[]): Updated
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

/** Writes the JSON form of one value. */
type Write = (value: unknown) => string

const writeAny =
  (field: FieldShape): Write =>
  (value) =>
    JSON.stringify(toJsonForm(field, value) ?? null)

const writers: Partial<Record<FieldKind, Write>> = {
  boolean: (value) => (value === true ? 'true' : 'false'),
  datetime: (value) => `"${cast<Date>(value, 'the value of a datetime field').toISOString()}"`,
}

/** A part of an image: an attribute's name, and how its value is written. */
interface Part {
  readonly index: number
  readonly name: string
  readonly write: Write
}

const partOf = (field: FieldShape): Part => ({
  index: field.index,
  name: `${JSON.stringify(field.name)}:`,
  write: writers[field.kind] ?? (isTextKind(field.kind) ? JSON.stringify : writeAny(field)),
})

/** An image as JSON text, value by value: it is written once for each change, and no object is made for it. */
function imageText(parts: readonly Part[], row: Row): string {
  let text = '{'
  for (const { index, name, write } of parts) {
    const value = row[index]
    text += `${text.length > 1 ? ',' : ''}${name}${isNull(value) ? 'null' : write(value)}`
  }
  return `${text}}`
}

/** A text that no other key of the model has. */
function keyTexts({ key }: ModelShape): (row: Row) => string {
  const identities = key.map((field) => [field.index, identityOf(field)] as const)
  return (row) => JSON.stringify(identities.map(([index, identity]) => String(identity(row[index]))))
}

/** What differs between two rows of one record, as it is recorded; nothing where nothing does. */
function comparer(shape: ModelShape, changes: ChangesShape, op: ChangeOp, set: readonly FieldShape[]) {
  const { name: model, key } = shape
  const { fields, secret } = changes
  const [whole, ofKey] = [fields.map(partOf), key.map(partOf)]
  // Where keys are set, a record may have the key that another one had: then all of it may differ.
  const differing = set.some((field) => key.includes(field)) ? [...fields, ...secret] : set
  const tests = differing.map((field) => ({
    ...{ field, part: partOf(field), differs: differs(field) },
    isSecret: secret.includes(field),
  }))
  return (before: Row, after: Row): RecordedChange[] => {
    const different = tests.filter((test) => test.differs(before, after))
    if (different.length === 0) return []
    const shown = different.filter(({ isSecret }) => !isSecret).map(({ part }) => part)
    const hidden = different.filter(({ isSecret }) => isSecret).map(({ field }) => field.name)
    const images = { before: imageText(shown, before), after: imageText(whole, after) }
    const names = hidden.length === 0 ? null : JSON.stringify(hidden)
    return [{ model, op, key: imageText(ofKey, after), ...images, secret: names }]
  }
}

/** The recorder of a model, or undefined where it does not record its changes. */
export function recorderOf(shape: ModelShape): Recorder | undefined {
  const { name: model, key, changes } = shape
  if (changes === undefined) return undefined
  const nameOf = keyTexts(shape)
  const [whole, ofKey] = [changes.fields.map(partOf), key.map(partOf)]
  const recorded = { model, secret: null }
  const created = (after: Row): RecordedChange => ({
    ...{ ...recorded, op: 'create', key: imageText(ofKey, after) },
    ...{ before: null, after: imageText(whole, after) },
  })
  const destroyed = (before: Row): RecordedChange => ({
    ...{ ...recorded, op: 'destroy', key: imageText(ofKey, before) },
    ...{ before: imageText(whole, before), after: null },
  })
  const keyTests = key.map(differs)
  const isSame = (before: Row, after: Row): boolean => !keyTests.some((test) => test(before, after))
  return {
    created,
    destroyed,
    updating(op, set) {
      const changed = comparer(shape, changes, op, set)
      return (before, after) => {
        const [old, now] = before.length === 1 && after.length === 1 ? [before[0], after[0]] : []
        if (old !== undefined && now !== undefined && isSame(old, now)) return changed(old, now)
        const left = new Map(after.map((row) => [nameOf(row), row]))
        const told = before.flatMap((row): RecordedChange[] => {
          const name = nameOf(row)
          const same = left.get(name)
          left.delete(name)
          return same === undefined ? [destroyed(row)] : changed(row, same)
        })
        return [...told, ...[...left.values()].map(created)]
      }
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
