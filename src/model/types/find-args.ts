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

/** What every read of records takes. */
export interface ReadArgs<N extends keyof DB, DB> {
  where?: Where<N, DB>
  /** By attributes: one object, or a list of them; the first that is named counts first. */
  sort?: Part<N, DB, 'sort'> | readonly Part<N, DB, 'sort'>[]
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
  /** Keeps others from writing the records until the transaction ends. */
  lock?: 'update' | 'share'
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
