import type { Attribute } from '../schema/attribute.ts'
import type { JsonForm } from '../schema/values/json-form.ts'
import { toJsonForm } from '../schema/values/json-form.ts'
import { cast } from '../support/cast.ts'
import type { ConnectedModel } from './connected-model.ts'

/** A record, as far as its JSON needs it. */
interface Readable {
  get(name: string): unknown
}

/** The attributes that the caller may not read. */
type Hidden = ReadonlySet<string> | undefined

const isShown = ({ name, definition: { kind, options } }: Attribute, hidden: Hidden): boolean =>
  options.hidden !== true && kind !== 'password' && !hidden?.has(name)

/** A value that is not stored has no kind of its own: JSON.stringify sees to it. */
const jsonOf = ({ shape }: Attribute, value: unknown): JsonForm =>
  shape === undefined
    ? cast<JsonForm>(value ?? null, 'virtual and computed')
    : (toJsonForm(shape, value) ?? null)

/** Included records in their JSON form. */
function relatedJson(value: unknown): JsonForm {
  if (Array.isArray(value)) return value.map(relatedJson)
  const related = cast<{ toJSON?(): JsonForm } | null>(value, 'a record, a plain object or null')
  return related?.toJSON?.() ?? cast<JsonForm>(value, 'JSON.stringify sees to plain objects')
}

/** The values of the attributes that are shown, by name: neither hidden ones nor passwords. */
export function shownValues(
  record: Readable,
  { attributeList }: ConnectedModel,
  hidden: Hidden,
): Record<string, unknown> {
  const shown = attributeList.filter((attribute) => isShown(attribute, hidden))
  return Object.fromEntries(shown.map(({ name }) => [name, record.get(name)]))
}

/** The JSON forms of what is shown, and of the records that were included. */
export function recordJson(
  record: Readable,
  { attributeList, relations }: ConnectedModel,
  hidden: Hidden,
): Record<string, JsonForm> {
  const json: Record<string, JsonForm> = {}
  for (const attribute of attributeList) {
    if (isShown(attribute, hidden)) json[attribute.name] = jsonOf(attribute, record.get(attribute.name))
  }
  const own = cast<Record<string, unknown>>(record, 'what is included is an own property')
  for (const name of relations.keys()) if (Object.hasOwn(own, name)) json[name] = relatedJson(own[name])
  return json
}
