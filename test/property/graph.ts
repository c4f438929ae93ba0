// Models that refer to each other in every way there is, random records of them, and what relations mean, written out
// by hand: nothing here comes from the package but the definitions.
import fc from 'fast-check'
import { createPrometheus, field, hasMany, hasOne, manyToMany, ref } from 'prometheus-odm'
import type { LooseDatabase } from '../../src/testing/loose.ts'

const { defineModel } = createPrometheus()

/** The models; a badge's person is not unique, so that a person may have several where it should have one. */
export const models = {
  Country: defineModel({
    name: 'Country',
    schema: { id: field.id(), name: field.string(), level: field.integer() },
  }),
  Person: defineModel({
    name: 'Person',
    schema: {
      id: field.id(),
      name: field.string(),
      level: field.integer(),
      country: ref('Country'),
      boss: ref('Person'),
      reports: hasMany('Person', { by: 'boss' }),
      badge: hasOne('Badge', { by: 'person' }),
      groups: manyToMany('Group', { through: 'Membership' }),
    },
  }),
  Badge: defineModel({
    name: 'Badge',
    schema: {
      id: field.id(),
      name: field.string(),
      level: field.integer(),
      person: ref('Person'),
      country: ref('Country'),
    },
  }),
  Group: defineModel({
    name: 'Group',
    schema: {
      id: field.id(),
      name: field.string(),
      level: field.integer(),
      leader: ref('Person'),
      people: manyToMany('Person', { through: 'Membership' }),
    },
  }),
  Membership: defineModel({
    name: 'Membership',
    schema: { id: field.id(), person: ref('Person'), group: ref('Group') },
  }),
}

/** A model's name. */
export type Name = keyof typeof models
/** A record, by its attributes. */
export type Row = Readonly<Record<string, unknown>>
/** All records. */
export type Graph = Readonly<Record<Name, readonly Row[]>>
type Related = (graph: Graph, row: Row) => readonly Row[]

const at = (model: Name, key: string): Related => {
  return (graph, row) => graph[model].filter(({ id }) => id === row[key])
}
const by = (model: Name, key: string): Related => {
  return (graph, row) => graph[model].filter((one) => one[key] === row.id)
}
const over = (near: string, far: string, model: Name): Related => {
  return (graph, row) =>
    by('Membership', near)(graph, row).flatMap((between) => at(model, far)(graph, between))
}

/** Where each model's relations lead, to one and to many. */
export const relations: Readonly<
  Record<Name, Readonly<Record<'one' | 'many', Record<string, [Name, Related]>>>>
> = {
  Country: { one: {}, many: {} },
  Person: {
    one: {
      country: ['Country', at('Country', 'countryId')],
      boss: ['Person', at('Person', 'bossId')],
      badge: ['Badge', by('Badge', 'personId')],
    },
    many: {
      reports: ['Person', by('Person', 'bossId')],
      groups: ['Group', over('personId', 'groupId', 'Group')],
    },
  },
  Badge: {
    one: {
      person: ['Person', at('Person', 'personId')],
      country: ['Country', at('Country', 'countryId')],
    },
    many: {},
  },
  Group: {
    one: { leader: ['Person', at('Person', 'leaderId')] },
    many: { people: ['Person', over('groupId', 'personId', 'Person')] },
  },
  Membership: {
    one: { person: ['Person', at('Person', 'personId')], group: ['Group', at('Group', 'groupId')] },
    many: {},
  },
}

const idOf = (model: number, number: number): string =>
  `00000000-0000-4000-8000-${String(model).padStart(6, '0')}${String(number).padStart(6, '0')}`
const perhaps = (model: number, least: number, most: number): fc.Arbitrary<string | null> =>
  most < least
    ? fc.constant(null)
    : fc.option(
        fc.integer({ min: least, max: most }).map((n) => idOf(model, n)),
        { nil: null, freq: 4 },
      )

const values = {
  name: fc.constantFrom(null, '', 'a', 'b'),
  level: fc.constantFrom(null, 0, 1, 2),
}
const [COUNTRIES, PEOPLE, GROUPS] = [3, 7, 4]

const listOf = (
  model: number,
  length: number,
  rest: (index: number) => Record<string, fc.Arbitrary<unknown>>,
) =>
  fc.tuple(
    ...Array.from({ length }, (_, index) =>
      fc.record({ id: fc.constant(idOf(model, index)), ...rest(index) }),
    ),
  )

/** Random records; nobody has a boss that is stored later. */
export const graphs: fc.Arbitrary<Graph> = fc.record({
  Country: listOf(1, COUNTRIES, () => values),
  Person: listOf(2, PEOPLE, (index) => ({
    ...values,
    countryId: perhaps(1, 0, COUNTRIES - 1),
    bossId: perhaps(2, 0, index - 1),
  })),
  Badge: listOf(3, 6, () => ({
    ...values,
    personId: perhaps(2, 0, PEOPLE - 1),
    countryId: perhaps(1, 0, COUNTRIES - 1),
  })),
  Group: listOf(4, GROUPS, () => ({ ...values, leaderId: perhaps(2, 0, PEOPLE - 1) })),
  Membership: listOf(5, 9, () => ({
    personId: perhaps(2, 0, PEOPLE - 1),
    groupId: perhaps(4, 0, GROUPS - 1),
  })),
})

const inOrder: readonly Name[] = ['Country', 'Person', 'Badge', 'Group', 'Membership']

/** Puts these records into a database, in the place of all that was there. */
export async function fill(db: LooseDatabase, graph: Graph): Promise<void> {
  for (const name of inOrder.toReversed()) await db.model(name).destroyWhere({ $and: [] })
  for (const name of inOrder) await db.model(name).insertMany(graph[name])
}
