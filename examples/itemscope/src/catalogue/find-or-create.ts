import type { Addressed, Named } from './slug.ts'

/** A model whose records are known by their slugs. */
interface SluggedModel<Row> {
  find(query: {
    where: { slug: { $in: string[] } }
    select: { id: true; name: true; slug: true }
  }): Promise<(Named & Addressed)[]>
  insertMany(rows: readonly Row[]): Promise<number>
}

/** Finds records by their slugs and makes those that are missing; gives all of them by slug. */
export async function findOrCreate<Row extends Addressed>(
  model: SluggedModel<Row>,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, Named>> {
  const wanted = new Map<string, Row>()
  for (const row of rows) if (!wanted.has(row.slug)) wanted.set(row.slug, row)
  if (wanted.size === 0) return new Map()
  const slugs = [...wanted.keys()]
  const known = await findBySlug(model, slugs)
  const missing = [...wanted.values()].filter(({ slug }) => !known.has(slug))
  if (missing.length === 0) return known
  await model.insertMany(missing)
  return findBySlug(model, slugs)
}

async function findBySlug<Row>(
  model: SluggedModel<Row>,
  slugs: string[],
): Promise<ReadonlyMap<string, Named>> {
  const select = { id: true, name: true, slug: true } as const
  const found = await model.find({ where: { slug: { $in: slugs } }, select })
  return new Map(found.map((record) => [record.slug, record]))
}
