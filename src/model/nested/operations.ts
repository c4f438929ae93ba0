import { PrometheusError } from '../../errors/error.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { ConnectedModel, ConnectedRelation } from '../connected-model.ts'

/** What the operations on a relation are called. */
export const operationsOf = {
  ref: ['create', 'connect', 'disconnect', 'update'],
  hasOne: ['create', 'connect', 'disconnect', 'update', 'destroy'],
  hasMany: ['create', 'connect', 'disconnect', 'update', 'destroy'],
  manyToMany: ['create', 'connect', 'disconnect', 'set'],
} as const

/** How a relation leads from one record to others. */
export type RelationKind = keyof typeof operationsOf

/** Whether a relation leads to one record at most. */
export const isToOne = (kind: RelationKind): boolean => kind === 'ref' || kind === 'hasOne'

/** The values of a record that is created or changed along with another. */
export type Values = Readonly<Record<string, unknown>>

/**
 * One thing to do with a relation, read and in its right form. `path` is where its problems are, such as `offers[1]`;
 * a target is a key or a record, and undefined where the relation leads to one.
 */
export type Operation =
  | { readonly name: 'create'; readonly path: string; readonly values: Values }
  | { readonly name: 'connect'; readonly path: string; readonly target: unknown }
  | { readonly name: 'disconnect' | 'destroy'; readonly path: string; readonly target?: unknown }
  | { readonly name: 'update'; readonly path: string; readonly values: Values; readonly target?: unknown }
  | { readonly name: 'set'; readonly path: string; readonly targets: readonly unknown[] }

/** A relation of a record that is to be written. */
export interface Side {
  readonly owner: ConnectedModel
  readonly relation: ConnectedRelation
  readonly kind: RelationKind
  /** Whether the record is not stored yet, so that nothing belongs to it. */
  readonly isNew: boolean
}

const otherStore = (owner: string, relation: string): PrometheusError =>
  new PrometheusError(
    'UNSUPPORTED',
    `${owner}.${relation} is in another store, so its records cannot be written along: a transaction has one store.`,
    { model: owner, field: relation },
  )

/** The relation of a name, to be written; UNSUPPORTED where its records are in another store. */
export function sideOf(owner: ConnectedModel, name: string, isNew: boolean): Side {
  const relation = cast<ConnectedRelation>(owner.relations.get(name), 'only relations are given operations')
  if (!relation.sameStore) throw otherStore(owner.name, name)
  const kind = cast<RelationKind>(owner.definition.schema[name]?.kind, 'a relation is one of these entries')
  return { owner, relation, kind, isNew }
}

/** The field that joins both sides: the key of the ref, on either side or, many to many, on the near side. */
export function linkOf({ kind, relation }: Side): FieldShape {
  const [first] = relation.steps
  return kind === 'ref' ? first.local : first.foreign
}

/** The relation of a ref, by the attribute that holds its key. */
export function refOfKey({ definition }: ConnectedModel, attribute: string): string | undefined {
  const name = attribute.slice(0, -2)
  return attribute.endsWith('Id') && definition.schema[name]?.kind === 'ref' ? name : undefined
}

/** Whether values name a relation, so that related records are to be written along. */
export function namesRelation({ relations, attributes }: ConnectedModel, values: unknown): boolean {
  if (relations.size === 0 || typeof values !== 'object' || values === null) return false
  for (const name of relations.keys()) {
    if (Reflect.get(values, name) !== undefined && !attributes.has(name)) return true
  }
  return false
}
