import type { DataSet } from './data-set.ts'
import type { Discussion, NewPost, Post, PostUpdate, Status } from './posts.ts'

type MaybePromise<T> = T | Promise<T>

/** The work that is measured, by its name. A peer leaves out what it does not offer. */
export interface Operations {
  findById(id: number): MaybePromise<Post | null>
  /** The newest 50 of a status. */
  page(status: Status): MaybePromise<readonly Post[]>
  /** The newest 20 of a status, with their authors, their comments in any order, and the authors of those. */
  include(status: Status): MaybePromise<readonly Discussion[]>
  /** Finds the newest 50 of a status and adds up three attributes of each: views, length of the title, date in ms. */
  record(status: Status): MaybePromise<number>
  /** The newest 50 of an author: some 20. */
  ownerPage(authorId: number): MaybePromise<readonly Post[]>
  /** The same, in a session that begins with the call. */
  sessionPage(authorId: number): MaybePromise<readonly Post[]>
  /** The 1,000 posts that follow an id. */
  findMany(after: number): MaybePromise<readonly Post[]>
  /** How many comments a user has written: some 60. */
  count(authorId: number): MaybePromise<number>
  /** Gives the new id. */
  insertOne(post: NewPost): MaybePromise<number>
  /** Gives the number of rows that it changed. */
  updateOne(update: PostUpdate): MaybePromise<number>
  /** The same as `insertOne` and `updateOne`, where the peer may record what they change. */
  recordedInsert(post: NewPost): MaybePromise<number>
  recordedUpdate(update: PostUpdate): MaybePromise<number>
  /** 1,000 posts, all or none. */
  bulkInsert(posts: readonly NewPost[]): MaybePromise<unknown>
}

/** A peer at work on its own database, which has the tables `users`, `posts` and `comments`. */
export interface OpenPeer {
  /** Fills the empty tables. */
  load(data: DataSet): MaybePromise<void>
  /** Removes the posts that were inserted after the data set. */
  removeAfter(id: number): MaybePromise<unknown>
  readonly operations: Partial<Operations>
  close(): MaybePromise<void>
}

/** One way to talk to the store. */
export interface Peer {
  /** How it stands in the table. */
  readonly title: string
  /** Its operations give values, not promises, and are called without `await`. */
  readonly sync?: true
  /** Makes the tables and indexes of a database by the peer's own means: of a file, or of what a url names. */
  open(place: string): MaybePromise<OpenPeer>
}
