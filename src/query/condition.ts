import type { FieldShape, ModelShape, RelationShape } from '../schema/shape.ts'

/** How an ordered comparison compares. */
export type Ordering = 'gt' | 'gte' | 'lt' | 'lte'
/** How a part of a text is compared; all are case-sensitive but `icontains`, which folds ASCII letters. */
export type PartMatch = 'contains' | 'icontains' | 'startsWith' | 'endsWith'
/** How a text comparison compares: by a part, or whether all words of a search are among its words. */
export type TextMatch = PartMatch | 'search'
/** How an array is asked for elements. */
export type ElementMatch = 'has' | 'hasAll' | 'hasAny'
/**
 * The type of a compared JSON value; values of another type never match. `json` is any JSON value, compared by type
 * and deeply, whatever the order of keys. Of a list (`in`, `hasAll`, `hasAny`) it is the type of all its elements, or
 * `json` where they differ.
 */
export type JsonType = 'string' | 'number' | 'boolean' | 'json'

/**
 * What a leaf looks at: a field, or with `path` a value inside a JSON field.
 * `jsonType` says of what type the compared value is, where there is a path or the field is `json`.
 */
export interface Subject {
  readonly field: FieldShape
  readonly path?: readonly string[]
  readonly jsonType?: JsonType
}

interface LeafBase extends Subject {
  /** The exact complement of the leaf: true wherever the leaf alone is false. */
  readonly not: boolean
}

/** Field is null; with a path: null or missing. */
export interface NullLeaf extends LeafBase {
  readonly op: 'null'
}
/** Equal to a parameter, which is never null. A null field is not equal (so with `not` it matches). */
export interface EqualLeaf extends LeafBase {
  readonly op: 'eq'
  readonly param: number
}
/** Ordered against a parameter. A null field is in no order (so with `not` it matches). */
export interface OrderLeaf extends LeafBase {
  readonly op: Ordering
  readonly param: number
}
/** In a list without nulls, which is one parameter; `withNull` says that the list held null too. */
export interface InLeaf extends LeafBase {
  readonly op: 'in'
  readonly withNull: boolean
  readonly param: number
}
/** Text match with a parameter; null never matches. */
export interface TextLeaf extends LeafBase {
  readonly op: TextMatch
  readonly param: number
}
/** The array holds the parameter (`has`), or all or any elements of it; null holds nothing. */
export interface ElementLeaf extends LeafBase {
  readonly op: ElementMatch
  readonly param: number
}
/** The JSON path exists, be it null. */
export interface ExistsLeaf extends LeafBase {
  readonly op: 'exists'
}

/** A related record is there that fits `where`, whose parameters are those of the whole condition. */
export interface RelatedLeaf {
  readonly op: 'related'
  readonly not: boolean
  readonly relation: RelationShape
  readonly where: Condition
  /** A rule of access asks it: of all records, whatever whoever is asked about may read of them. */
  readonly ofRule?: true
}

/** A condition on one field: always true or false, never unknown. */
export type Leaf = NullLeaf | EqualLeaf | OrderLeaf | InLeaf | TextLeaf | ElementLeaf | ExistsLeaf

/** Conditions of one record, joined. */
export interface Junction {
  readonly op: 'and' | 'or'
  readonly items: readonly Condition[]
}
/** A condition that holds for every record, or for none. */
export interface Constant {
  readonly op: 'always' | 'never'
}

/**
 * The one condition language: queries and policies are this. Two-valued (each leaf answers for null too), free of
 * negation (it is pushed into the leaves), its values are parameters by position.
 */
export type Condition = Constant | Junction | Leaf | RelatedLeaf

/** Holds for every record. */
export const ALWAYS: Condition = Object.freeze({ op: 'always' })
/** Holds for no record. */
export const NEVER: Condition = Object.freeze({ op: 'never' })

function junction(op: 'and' | 'or', items: readonly Condition[]): Condition {
  const [neutral, absorbing] = op === 'and' ? (['always', 'never'] as const) : (['never', 'always'] as const)
  const flat: Condition[] = []
  for (const item of items) {
    if (item.op === absorbing) return item
    if (item.op === op) flat.push(...(item as Junction).items)
    else if (item.op !== neutral) flat.push(item)
  }
  if (flat.length === 0) return op === 'and' ? ALWAYS : NEVER
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { op, items: flat }
}

/** Holds for the records of a model that are not marked as destroyed. */
export const living = ({ tombstone }: ModelShape): Condition =>
  tombstone === undefined ? ALWAYS : { op: 'null', not: false, field: tombstone }

/** The field is equal to the parameter. */
export const equals = (field: FieldShape, param: number): Leaf => ({ op: 'eq', not: false, field, param })

/** The field is among the values of the parameter, a list. */
export const among = (field: FieldShape, param: number): InLeaf => ({
  op: 'in',
  not: false,
  withNull: false,
  field,
  param,
})

/** All of the conditions; folded, so ALWAYS falls away and NEVER wins. */
export const and = (...items: readonly Condition[]): Condition => junction('and', items)

/** Any of the conditions; folded, so NEVER falls away and ALWAYS wins. */
export const or = (...items: readonly Condition[]): Condition => junction('or', items)

/** A related record is there that fits; folded, since none fits NEVER. */
export const related = (relation: RelationShape, where: Condition, ofRule = false): Condition =>
  where.op === 'never'
    ? NEVER
    : { op: 'related', not: false, relation, where, ...(ofRule && { ofRule: true }) }

/** The exact complement: true where the condition is false, null included. */
export function not(condition: Condition): Condition {
  switch (condition.op) {
    case 'always':
      return NEVER
    case 'never':
      return ALWAYS
    case 'and':
      return or(...condition.items.map(not))
    case 'or':
      return and(...condition.items.map(not))
    default:
      return { ...condition, not: !condition.not }
  }
}
