import type { ConnectedModel } from '../model/connected-model.ts'
import type { RowChange } from '../model/row-change.ts'
import type { Caller } from '../model/scope.ts'
import { keyValues } from '../model/write/saved-record.ts'
import { equalsOf } from '../query/compare.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { FieldShape } from '../schema/shape.ts'
import { toJsonForm } from '../schema/values/json-form.ts'
import type { Row } from '../store/contract.ts'
import type { AttributeDiff, AuditDiff } from './audit-trail.ts'

/** The text by which a history knows a record: no two records of a model have the same. */
export function recordIdOf({ shape }: ConnectedModel, key: readonly unknown[]): string {
  const parts = shape.key.map((field, i) => String(toJsonForm(field, key[i])))
  return parts.length === 1 ? parts.join() : parts.map((part) => part.replace(/[\\,]/g, '\\$&')).join()
}

function isSame(field: FieldShape, before: unknown, after: unknown): boolean {
  if (before === null || after === null) return before === after
  return equalsOf(field)(before, after)
}

const isSecret = ({ definition: { kind, options } }: Attribute): boolean =>
  kind === 'password' || options.hidden === true

function attributeDiff(attribute: Attribute, field: FieldShape, { before, after }: RowChange): AttributeDiff {
  if (isSecret(attribute)) return { changed: true }
  const value = (row: Row) => toJsonForm(field, row[field.index]) ?? null
  return { ...(before && { from: value(before) }), ...(after && { to: value(after) }) }
}

/** What every update changes by itself, such as a version or the time, tells a reader nothing. */
const isTold = ({ onUpdate }: Attribute, { before, after }: RowChange): boolean =>
  onUpdate === undefined || before === null || after === null

/** The attributes that differ, with their values before and after; those that were null and are null are left out. */
export function diffOf({ attributeList }: ConnectedModel, change: RowChange): AuditDiff {
  const diff: Record<string, AttributeDiff> = {}
  for (const attribute of attributeList) {
    const { shape, name } = attribute
    if (shape === undefined || !isTold(attribute, change)) continue
    const [before, after] = [change.before?.[shape.index] ?? null, change.after?.[shape.index] ?? null]
    if (!isSame(shape, before, after)) diff[name] = attributeDiff(attribute, shape, change)
  }
  return diff
}

/** Who did it. */
function actorOf(caller: Caller): Readonly<Record<string, unknown>> {
  if (caller.kind === 'system') return { role: 'system', reason: caller.reason }
  const user =
    caller.kind === 'session' ? (caller.access?.session as SessionWithUser | undefined)?.user : null
  if (user === null || user === undefined) return {}
  return { actorId: String(user.id), ...(user.kind !== undefined && { actorKind: user.kind }) }
}

interface SessionWithUser {
  readonly user: { readonly id: string | number; readonly kind?: string } | null
}

/** The entry of one change, or undefined where nothing differs. */
export function entryOf(
  model: ConnectedModel,
  change: RowChange,
  caller: Caller,
): Readonly<Record<string, unknown>> | undefined {
  const diff = diffOf(model, change)
  if (Object.keys(diff).length === 0) return undefined
  const row = change.after ?? change.before ?? []
  const [token] = model.tokens
  return {
    model: model.name,
    recordId: recordIdOf(model, keyValues(model, row)),
    action: change.action,
    diff,
    ...(token && { version: row[token.index] }),
    ...actorOf(caller),
  }
}
