/** A table of the data set. */
export type Table = 'users' | 'posts' | 'comments'

/** Reads a peer's database beside it, to see what it really did. */
export interface Witness {
  /** How many records there are. */
  count(table: Table): Promise<number>
  /** The keys of the posts that were added after an id, in their order. */
  postsAfter(id: number): Promise<readonly number[]>
  /** The title and the views of a post. */
  post(id: number): Promise<readonly [title: string, views: number]>
  /** The columns of each index of a table, keys left out. */
  indexes(table: Table): Promise<readonly string[]>
  /** Lets the database learn what was loaded. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** Rows as arrays; values are marked by `?`. */
type Rows = (text: string, ...values: readonly unknown[]) => Promise<readonly (readonly unknown[])[]>

/** What a witness reads by SQL. */
export const readsBySql = (rows: Rows): Pick<Witness, 'count' | 'postsAfter' | 'post'> => ({
  count: async (table) => Number((await rows(`select count(*) from ${table}`))[0]?.[0]),
  postsAfter: async (id) =>
    (await rows('select id from posts where id > ? order by id', id)).map(([key]) => Number(key)),
  async post(id) {
    const [[title, views] = []] = await rows('select title, views from posts where id = ?', id)
    return [String(title), Number(views)]
  },
})

/** Where peers have their databases. */
export interface Place {
  /** A new and empty database: its file, or its url. */
  database(name: string): Promise<string>
  witness(database: string): Promise<Witness>
  /** What it is, for the report. */
  readonly environment: Readonly<Record<string, string | number>>
  remove(): Promise<void>
}
