import assert from 'node:assert/strict'
import type { StatementEvent } from '../../model/types/db-type.ts'
import { field, hasMany, hasOne, manyToMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseModel, LooseRecord } from '../loose.ts'
import { defineModel } from '../models.ts'
import { each } from '../refusals.ts'
import type { ScenarioContext } from '../scenario.ts'

export type ConnectTo = ScenarioContext['connectTo']
export type Loading = LooseRecord & { readonly ready: Promise<LooseRecord | null> }
export type Case = readonly [where: object, names: string]

export const uid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

export const id = {
  red: uid(1),
  blue: uid(2),
  void: uid(3),
  ann: uid(11),
  bob: uid(12),
  cid: uid(13),
  dan: uid(14),
  eve: uid(15),
  sew: uid(21),
  cook: uid(22),
  swim: uid(23),
}

export function staffModels() {
  class Team extends defineModel({
    name: 'Team',
    schema: {
      id: field.id(),
      name: field.string(),
      people: hasMany('Person', { by: 'team' }),
      badge: hasOne('Badge', { by: 'team' }),
    },
  }) {}
  class Badge extends defineModel({
    name: 'Badge',
    schema: { id: field.id(), code: field.string(), team: ref('Team') },
  }) {}
  class Person extends defineModel({
    name: 'Person',
    schema: {
      id: field.id(),
      name: field.string(),
      age: field.integer(),
      pin: field.string({ hidden: true }),
      team: ref('Team'),
      boss: ref('Person'),
      reports: hasMany('Person', { by: 'boss' }),
      skills: manyToMany('Skill', { through: 'PersonSkill' }),
    },
  }) {}
  class Skill extends defineModel({
    name: 'Skill',
    schema: {
      id: field.id(),
      name: field.string(),
      people: manyToMany('Person', { through: 'PersonSkill' }),
    },
  }) {}
  class PersonSkill extends defineModel({
    name: 'PersonSkill',
    schema: { id: field.id(), person: ref('Person'), skill: ref('Skill') },
  }) {}
  return { Team, Badge, Person, Skill, PersonSkill }
}

export async function staff(connectTo: ConnectTo): Promise<LooseDatabase> {
  const db = await connectTo(staffModels())
  await db.model('Team').insertMany([
    { id: id.red, name: 'red' },
    { id: id.blue, name: 'blue' },
    { id: id.void, name: 'void' },
  ])
  await db.model('Badge').create({ code: 'r1', teamId: id.red })
  await db.model('Person').insertMany([
    { id: id.ann, name: 'ann', age: 30, pin: 'secret', teamId: id.red },
    { id: id.bob, name: 'bob', age: 20, teamId: id.red, bossId: id.ann },
    { id: id.cid, name: 'cid', age: 40, teamId: id.blue, bossId: id.ann },
    { id: id.dan, name: 'dan', bossId: id.bob },
    { id: id.eve, name: 'eve', age: 20, teamId: id.red, bossId: id.bob },
  ])
  await db
    .model('Skill')
    .insertMany(['sew', 'cook', 'swim'].map((name) => ({ id: Reflect.get(id, name), name })))
  await db.model('PersonSkill').insertMany([
    { personId: id.ann, skillId: id.sew },
    { personId: id.ann, skillId: id.cook },
    { personId: id.bob, skillId: id.sew },
    { personId: id.cid, skillId: id.cook },
  ])
  return db
}

export const byName = { name: 'asc' } as const
export const nameOnly = { select: { name: true } } as const
export const sorted = { ...nameOnly, sort: byName } as const

export const namesOf = async (model: LooseModel, args: object = {}): Promise<string> =>
  (await model.find({ sort: byName, ...args })).map((row) => row.name).join(' ')

export const checkCases = (model: LooseModel, cases: readonly Case[]) =>
  each(cases, async ([where, names]) => {
    assert.equal(await namesOf(model, { where }), names)
    assert.equal(await model.count(where), names === '' ? 0 : names.split(' ').length)
  })

/** The statements that a call makes. */
export async function eventsOf(db: LooseDatabase, run: () => Promise<unknown>): Promise<StatementEvent[]> {
  type Listen = { on(event: 'statement', listener: (event: StatementEvent) => void): () => void }
  const events: StatementEvent[] = []
  const stop = cast<Listen>(db, 'databases are listened to').on('statement', (event) => events.push(event))
  await run()
  stop()
  return events
}

/** How many statements a call makes. */
export const statementsOf = async (db: LooseDatabase, run: () => Promise<unknown>): Promise<number> =>
  (await eventsOf(db, run)).length

export const newOf = (db: LooseDatabase, name: string, key: unknown): Loading => {
  const Model = cast<new (key: unknown) => Loading>(db.model(name), 'models are classes')
  return new Model(key)
}
