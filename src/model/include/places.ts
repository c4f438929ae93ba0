import type { Identity } from '../../query/compare.ts'
import { identityOf } from '../../query/compare.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Range } from '../read/bounds.ts'

/** For each value that leads on: the positions of the related rows. */
export type Places = ReadonlyMap<Identity, readonly number[]>

/** The values without nulls, each once. */
export function distinct(field: FieldShape, values: readonly unknown[]): unknown[] {
  const identity = identityOf(field)
  const known = new Map<Identity, unknown>()
  for (const value of values) if (value !== null) known.set(identity(value), value)
  return [...known.values()]
}

/** The places of related rows by the value that each of them has in a field. */
export function placesBy(field: FieldShape, values: readonly unknown[]): Places {
  const identity = identityOf(field)
  const places = new Map<Identity, number[]>()
  for (const [place, value] of values.entries()) {
    const key = identity(value)
    const group = places.get(key)
    if (group === undefined) places.set(key, [place])
    else group.push(place)
  }
  return places
}

/** Cuts what each value leads to to a range. */
export function cutPlaces(places: Places, { limit, offset = 0 }: Range): Places {
  const end = limit === undefined ? undefined : offset + limit
  return new Map([...places].map(([key, group]) => [key, group.slice(offset, end)]))
}
