import type { SchemaDefinition } from '../schema/definition.ts'
import { field, ref } from '../schema/factories.ts'

/** What the library alone writes. */
const kept = { readonly: true, access: { write: [] } } as const

/**
 * The fields of an offer: to whom a record is offered, by which user, when and until when. A key of a ref makes a ref of
 * them too, so that filters, includes and roles lead to whom it is offered.
 */
export function offerFields(schema: SchemaDefinition, key: string): SchemaDefinition {
  const own = schema[key]
  const relation = schema[key.replace(/Id$/, '')]
  const at = field.datetime(kept)
  const rest = { offeredBy: field.string(kept), offeredAt: at, offeredUntil: at }
  if (relation?.kind === 'ref') {
    const { type } = relation.options
    const options = { ...kept, onDelete: 'setNull', ...(type && { type }) } as const
    return { offeredTo: ref(relation.target, options), ...rest } as unknown as SchemaDefinition
  }
  if (own === undefined || !('options' in own)) return {}
  return { offeredTo: { ...own, options: kept }, ...rest } as unknown as SchemaDefinition
}
