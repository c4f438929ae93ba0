import type { Scope } from '../database.ts'
import type { Addressed } from './slug.ts'

/** A record with a history. */
export interface Historied {
  readonly model: 'Product' | 'Company' | 'Brand'
  readonly id: string
}

/** One step of a history. */
export type Step = Awaited<ReturnType<Scope['Change']['find']>>[number]

/** The records that a history refers to, by id. */
export type Referred = ReadonlyMap<string, Addressed>

/** The names of those who did something, by their ids. */
export type Actors = ReadonlyMap<string, string>

/** Steps of a history, the latest first, with the records that they refer to. */
export interface History {
  readonly steps: readonly Step[]
  readonly referred: Referred
  readonly actors: Actors
  readonly next: string | null
  readonly previous: string | null
}

const stepsOnPage = 20

/** A page of a record's history: five statements at most. */
export async function findHistory(
  db: Scope,
  { model, id }: Historied,
  place: { readonly after: string | null; readonly before: string | null },
): Promise<History> {
  const { items, next, previous } = await db.Change.page({
    where: { model, recordId: id },
    sort: { id: 'desc' },
    limit: stepsOnPage,
    ...(place.after !== null && { after: place.after }),
    ...(place.after === null && place.before !== null && { before: place.before }),
  })
  return { steps: items, next, previous, ...(await findNamed(db, items)) }
}

/** The step that made a version of a record; null where there was none. */
export async function findStep(
  db: Scope,
  { model, id }: Historied,
  version: number,
): Promise<Pick<History, 'steps' | 'referred' | 'actors'> | null> {
  const step = await db.Change.findOne({ where: { model, recordId: id, version }, sort: { id: 'asc' } })
  return step && { steps: [step], ...(await findNamed(db, [step])) }
}

/** What the values of an attribute were before and after, in the steps. */
const idsOf = (steps: readonly Pick<Step, 'diff'>[], attribute: string): string[] =>
  steps.flatMap(({ diff }) => {
    const values = [diff[attribute]?.from, diff[attribute]?.to]
    return values.filter((value) => typeof value === 'string')
  })

const addressed = { select: { id: true, name: true, slug: true } } as const

/** The records that steps refer to. */
export async function findReferred(db: Scope, steps: readonly Pick<Step, 'diff'>[]): Promise<Referred> {
  const among = (attribute: string) => {
    const ids = idsOf(steps, attribute)
    return ids.length === 0 ? null : { where: { id: { $in: ids } }, ...addressed }
  }
  const [brands, companies, categories] = [among('brandId'), among('companyId'), among('categoryId')]
  const found = await Promise.all([
    brands && db.Brand.find(brands),
    companies && db.Company.find(companies),
    categories && db.Category.find(categories),
  ])
  return new Map(found.flatMap((records) => (records ?? []).map((record) => [record.id, record])))
}

/** The names of those who did these steps: none, where code did all of them. */
export async function findActors(db: Scope, steps: readonly Pick<Step, 'actorId'>[]): Promise<Actors> {
  const ids = new Set(steps.flatMap(({ actorId }) => actorId ?? []))
  if (ids.size === 0) return new Map()
  const found = await db.User.find({ where: { id: { $in: [...ids] } }, select: { id: true, name: true } })
  return new Map(found.map(({ id, name }) => [id, name]))
}

async function findNamed(db: Scope, steps: readonly Step[]): Promise<Pick<History, 'referred' | 'actors'>> {
  const [referred, actors] = await Promise.all([findReferred(db, steps), findActors(db, steps)])
  return { referred, actors }
}
