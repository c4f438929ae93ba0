import { AssertionError } from 'node:assert'
import { definitionOf } from '../model/define-model.ts'
import type { ModelDefinition } from '../model/definition.ts'
import type { Models } from './matrix.ts'

/** A model of a database, as far as it is looked at here. */
interface CheckedModel {
  find(args: object): Promise<readonly object[]>
  findById(key: unknown): Promise<object | null>
  count(): Promise<number>
  page(args: object): Promise<{ readonly items: readonly object[]; readonly next: string | null }>
  can(action: string, asked: object): Promise<string>
}

/** A database that is looked at on somebody's behalf. */
interface CheckedDatabase<Session> {
  as(session: Session): { model(name: never): unknown }
  system(reason: string): { model(name: never): unknown }
}

/** On whose behalf, and how much of each model. */
export interface CheckAccessOptions<Session> {
  /** The models that are looked at; those without permissions are left out. */
  readonly models: Models
  /** Sessions as different as they come: null is a guest. */
  readonly sessions: readonly Session[]
  /** How many records of each model are looked at one by one; 1,000 by default. */
  readonly records?: number
}

interface Look {
  readonly name: string
  readonly who: string
  readonly mine: CheckedModel
  readonly records: readonly object[]
  readonly keyOf: (record: object) => unknown
}

const text = (value: unknown) =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part))

const keyReader = ({ key = ['id'] }: ModelDefinition) => {
  const [only, second] = key
  return (record: object): unknown =>
    second === undefined
      ? Reflect.get(record, only ?? 'id')
      : Object.fromEntries(key.map((name) => [name, Reflect.get(record, name)]))
}

async function walk(model: CheckedModel): Promise<object[]> {
  const found: object[] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<CheckedModel['page']>> = await model.page({ limit: 7, after })
    found.push(...page.items)
    after = page.next
  } while (after !== null)
  return found
}

/** What lists, counts, pages and single records disagree in. */
async function problemsOf({ name, who, mine, records, keyOf }: Look): Promise<string[]> {
  const problems: string[] = []
  const keys = (found: readonly object[]) => found.map((record) => text(keyOf(record)))
  const listed = keys(await mine.find({}))
  const seen = new Set(listed)
  const paged = keys(await walk(mine))
  const counted = await mine.count()
  const say = (problem: string) => problems.push(`${name}, as ${who}: ${problem}`)
  if (counted !== listed.length) say(`find gives ${listed.length} records, and count says ${counted}`)
  if (
    new Set(paged).size !== paged.length ||
    paged.some((key) => !seen.has(key)) ||
    paged.length !== seen.size
  )
    say(`find gives ${listed.length} records, and pages give ${paged.length}`)
  for (const record of records) {
    const key = keyOf(record)
    const isSeen = seen.has(text(key))
    const may = await mine.can('read', { record: key })
    if ((may === 'yes') !== isSeen) say(`${text(key)} is ${isSeen ? '' : 'not '}found, and can() says ${may}`)
    if (((await mine.findById(key)) !== null) !== isSeen) say(`${text(key)} differs by find and findById`)
    for (const action of ['update', 'destroy', 'transfer'])
      if (!isSeen && (await mine.can(action, { record: key })) !== 'no')
        say(`${text(key)} cannot be read, but ${action} is allowed`)
  }
  return problems
}

/**
 * Checks in a test that the rules of models hold alike, on the data that is there: lists, counts, pages and single
 * records agree for each session, and nothing can be written that cannot be read. Throws an AssertionError with all
 * that disagrees; gives the number of records that were looked at. It writes nothing.
 * @example
 * await checkAccess(db, { models: { Post }, sessions: [null, { user: { id: 'ann' } }] })
 */
export async function checkAccess<Session>(
  db: CheckedDatabase<Session>,
  { models, sessions, records = 1000 }: CheckAccessOptions<NoInfer<Session>>,
): Promise<number> {
  const definitions = Object.values(models).flatMap((model) => definitionOf(model) ?? [])
  const guarded = definitions.filter(({ permissions }) => permissions !== undefined)
  const problems: string[] = []
  let looked = 0
  for (const definition of guarded) {
    const name = definition.name as never
    const keyOf = keyReader(definition)
    const trusted = db.system('checkAccess').model(name) as CheckedModel
    const all = await trusted.find({ limit: records })
    for (const session of sessions) {
      const mine = db.as(session).model(name) as CheckedModel
      const who = session === null ? 'a guest' : text(session)
      problems.push(...(await problemsOf({ name, who, mine, records: all, keyOf })))
      looked += all.length
    }
  }
  if (problems.length === 0) return looked
  throw new AssertionError({ message: `Access differs by the way:\n${problems.join('\n')}` })
}
