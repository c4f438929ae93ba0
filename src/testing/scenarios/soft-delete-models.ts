import assert from 'node:assert/strict'
import { softDelete } from '../../mixins/soft-delete.ts'
import { field, hasMany, hasOne, manyToMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import type { LooseDatabase, LooseModel, LooseRecord } from '../loose.ts'
import { modelOf } from '../loose.ts'
import { defineModel } from '../models.ts'
import type { ConnectTo } from './relation-models.ts'
import { uid } from './relation-models.ts'

/** A record of a model that keeps what is destroyed. */
export interface Kept extends LooseRecord {
  restore(): Promise<void>
  purge(): Promise<void>
}

/** A model that keeps what is destroyed. */
export interface Keeping extends LooseModel {
  withDeleted(): Keeping
  purgeWhere(where: unknown): Promise<number>
}

/** The record, which is there. */
export const kept = (record: LooseRecord | null | undefined): Kept =>
  cast<Kept>(record ?? assert.fail(), 'the model has the mixin')

/** The model of a name. */
export const keeping = (db: object, name: string): Keeping =>
  cast(modelOf(db, name), 'the model has the mixin')

const mixins = [softDelete()] as const

function crewModels() {
  class Team extends defineModel({
    name: 'Team',
    schema: {
      id: field.id(),
      name: field.string(),
      people: hasMany('Person', { by: 'team' }),
      badge: hasOne('Badge', { by: 'team' }),
    },
    mixins,
  }) {}
  class Badge extends defineModel({
    name: 'Badge',
    schema: { id: field.id(), name: field.string(), team: ref('Team', { unique: true }) },
    mixins,
  }) {}
  class Person extends defineModel({
    name: 'Person',
    schema: {
      id: field.id(),
      name: field.string(),
      team: ref('Team'),
      boss: ref('Person'),
      reports: hasMany('Person', { by: 'boss' }),
      skills: manyToMany('Skill', { through: 'Knowing' }),
    },
    mixins,
  }) {}
  class Skill extends defineModel({
    name: 'Skill',
    schema: { id: field.id(), name: field.string(), people: manyToMany('Person', { through: 'Knowing' }) },
    mixins,
  }) {}
  class Knowing extends defineModel({
    name: 'Knowing',
    schema: {
      id: field.id(),
      person: ref('Person', { onDelete: 'cascade' }),
      skill: ref('Skill', { onDelete: 'cascade' }),
    },
    mixins,
  }) {}
  return { Team, Badge, Person, Skill, Knowing }
}

/** Who is in the crew, by name. */
export const crewId = {
  red: uid(1),
  blue: uid(2),
  ann: uid(11),
  bob: uid(12),
  cid: uid(13),
  sew: uid(21),
  cook: uid(22),
}

/** Ann leads Bob and Cid; Ann sews and cooks, Bob sews. All models keep what is destroyed. */
export async function crew(connectTo: ConnectTo): Promise<LooseDatabase> {
  const db = await connectTo(crewModels())
  const { red, blue, ann, bob, cid, sew, cook } = crewId
  await modelOf(db, 'Team').insertMany([
    { id: red, name: 'red' },
    { id: blue, name: 'blue' },
  ])
  await modelOf(db, 'Badge').insertMany([
    { name: 'r', teamId: red },
    { name: 'b', teamId: blue },
  ])
  await modelOf(db, 'Person').insertMany([
    { id: ann, name: 'ann', teamId: red },
    { id: bob, name: 'bob', teamId: blue, bossId: ann },
    { id: cid, name: 'cid', teamId: red, bossId: ann },
  ])
  await modelOf(db, 'Skill').insertMany([
    { id: sew, name: 'sew' },
    { id: cook, name: 'cook' },
  ])
  await modelOf(db, 'Knowing').insertMany([
    { personId: ann, skillId: sew },
    { personId: ann, skillId: cook },
    { personId: bob, skillId: sew },
  ])
  return db
}
