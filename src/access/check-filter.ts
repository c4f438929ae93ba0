import { isPrometheusError, PrometheusError } from '../errors/error.ts'
import type { FilterRelation, FilterScope } from '../query/filter-context.ts'
import { FilterContext } from '../query/filter-context.ts'
import { readFilter } from '../query/read-filter.ts'
import { ShapeKey } from '../query/shape-key.ts'
import type { SchemaDefinition } from '../schema/definition.ts'
import { isField, ownAttributes } from '../schema/model-schema.ts'
import { isPlainObject } from '../support/plain-object.ts'

/** Reads a filter that is written in a definition, only to see that it can be read; one that a function makes waits. */
export function checkFilter(scope: FilterScope, where: unknown, place: string): void {
  if (typeof where !== 'object') return
  try {
    readFilter(new FilterContext(scope, new ShapeKey(''), []), where)
  } catch (error) {
    const why = isPrometheusError(error) ? error.message : String(error)
    const message = `${scope.name}: ${place} cannot be read: ${why}`
    throw new PrometheusError('INVALID_MODEL', message, { model: scope.name }, error)
  }
}

/** The names of the relations that a schema declares. */
export const relationNames = (schema: SchemaDefinition): string[] =>
  Object.entries(schema).flatMap(([name, entry]) => (isField(entry) ? [] : [name]))

/** A filter without what it asks of related records. */
function ownPart(where: unknown, relations: readonly string[]): unknown {
  if (Array.isArray(where)) return where.map((part) => ownPart(part, relations))
  if (!isPlainObject(where)) return where
  const parts = Object.entries(where).filter(([name]) => !relations.includes(name))
  return Object.fromEntries(
    parts.map(([name, part]) => [name, name.startsWith('$') ? ownPart(part, relations) : part]),
  )
}

/** Checks filters as far as a model says by itself what they name; the related records are known when it is connected. */
export function ownFilterCheck({
  name,
  schema,
}: {
  readonly name: string
  readonly schema: SchemaDefinition
}) {
  const relations = relationNames(schema)
  let scope: FilterScope | undefined
  return (where: unknown, place: string): void => {
    scope ??= { name, attributes: ownAttributes(schema), relations: new Map<string, FilterRelation>() }
    checkFilter(scope, ownPart(where, relations), place)
  }
}
