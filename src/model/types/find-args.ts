import type { Lock } from '../../store/contract.ts'
import type { Part, RelsOf } from './registry.ts'
import type { Where } from './where.ts'

/** The attributes to read, by name. */
export type Select<N extends keyof DB, DB> = { [K in keyof Part<N, DB, 'attrs'>]?: true }

/** The relations to read along, each with arguments of its own. */
export type Include<N extends keyof DB, DB> = {
  [K in keyof RelsOf<N, DB>]?: true | IncludeArgs<RelsOf<N, DB>[K], DB>
}

type IncludeArgs<R, DB> = R extends { readonly '~target': infer T extends keyof DB }
  ? FindArgs<T, DB>
  : object

/** An order by attributes and, nested, by those of related records; what is named first counts first. */
export type Sort<N extends keyof DB, DB> = Part<N, DB, 'sort'> & RelationSort<RelsOf<N, DB>, DB> // the switch: without the second there is no sort by relations

/** Orders by relation; only those to one give a record a place. */
type RelationSort<R, DB> = {
  [K in keyof R as R[K] extends { readonly '~many': false } ? K : never]?: R[K] extends {
    readonly '~target': infer T extends keyof DB
  }
    ? Sort<T, DB>
    : object
}

/** What every read of records takes. */
export interface ReadArgs<N extends keyof DB, DB> {
  where?: Where<N, DB>
  /** By attributes and relations to one: one object, or a list of them; what is named first counts first. */
  sort?: Sort<N, DB> | readonly Sort<N, DB>[]
  limit?: number
  /** Only these attributes, as a plain object. */
  select?: Select<N, DB>
  /** Plain objects of the attributes, instead of records. */
  plain?: true
  include?: Include<N, DB> // the switch: without this line nothing can be included
}

/** What `find` and `findOne` take. */
export interface FindArgs<N extends keyof DB, DB> extends ReadArgs<N, DB> {
  offset?: number
  /** Keeps others from writing the records until the transaction ends, or leaves out those that others have locked. */
  lock?: Lock
}

/** What `stream` takes. */
export interface StreamArgs<N extends keyof DB, DB> extends ReadArgs<N, DB> {
  offset?: number
  /** How many records are read at once; 1000 by default. */
  chunk?: number
}

/** What `page` takes: `after` and `before` are the cursors `next` and `previous` of another page. */
export interface PageArgs<N extends keyof DB, DB> extends ReadArgs<N, DB> {
  after?: string
  before?: string
}
