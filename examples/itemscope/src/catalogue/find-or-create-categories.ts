import type { Transaction } from '../database.ts'
import type { CategoryNames } from './category-path.ts'
import { pathKey } from './category-path.ts'
import type { Named } from './slug.ts'
import { nameKey, slugOf } from './slug.ts'

interface Known extends Named {
  readonly parentId: string | null
  readonly nameKey: string
}

/**
 * Finds categories by their names from the top, and makes those that are missing; gives all of them by the keys of
 * their paths. A name alone is the oldest category of that name, wherever in the tree it stands.
 */
export async function findOrCreateCategories(
  tx: Transaction,
  paths: readonly CategoryNames[],
): Promise<ReadonlyMap<string, Named>> {
  const found = new Map<string, Named>()
  const wanted = new Map(paths.map((names) => [pathKey(names), names]))
  if (wanted.size === 0) return found
  const known = new KnownCategories(tx)
  await known.read([...wanted.values()])
  for (const [key, names] of wanted) {
    const category = (names.length === 1 && known.anywhere(names)) || (await known.place(names))
    if (category !== null) found.set(key, category)
  }
  return found
}

/** The categories that have one of the names that are looked for, and those that are made meanwhile. */
class KnownCategories {
  readonly #tx: Transaction
  readonly #byPlace = new Map<string, Named>()
  readonly #oldest = new Map<string, Named>()

  constructor(tx: Transaction) {
    this.#tx = tx
  }

  async read(paths: readonly CategoryNames[]): Promise<void> {
    const keys = new Set(paths.flat().map(nameKey))
    const known = await this.#tx.Category.find({
      where: { nameKey: { $in: [...keys] } },
      sort: { createdAt: 'asc' },
      select: { id: true, name: true, parentId: true, nameKey: true },
    })
    for (const category of known) this.#add(category)
  }

  anywhere([name = '']: CategoryNames): Named | null {
    return this.#oldest.get(nameKey(name)) ?? null
  }

  /** The category at the end of a path. */
  async place(names: CategoryNames): Promise<Named | null> {
    let category: Named | null = null
    for (const name of names) category = await this.#child(name, category?.id ?? null)
    return category
  }

  async #child(name: string, parentId: string | null): Promise<Named> {
    const key = nameKey(name)
    const known = this.#byPlace.get(`${parentId} ${key}`)
    if (known !== undefined) return known
    const slug = await freeSlug(this.#tx, slugOf(name))
    const { id } = await this.#tx.Category.create({ name, slug, nameKey: key, parentId })
    return this.#add({ id, name, parentId, nameKey: key })
  }

  #add({ id, name, parentId, nameKey }: Known): Named {
    const category = { id, name }
    this.#byPlace.set(`${parentId} ${nameKey}`, category)
    if (!this.#oldest.has(nameKey)) this.#oldest.set(nameKey, category)
    return category
  }
}

/** A slug that no category has: the plain one, or else with a number. */
async function freeSlug(tx: Transaction, plain: string): Promise<string> {
  const similar = await tx.Category.find({ where: { slug: { $startsWith: plain } }, select: { slug: true } })
  const taken = new Set(similar.map(({ slug }) => slug))
  let slug = plain
  for (let number = 2; taken.has(slug); number++) slug = `${plain}-${number}`
  return slug
}
