import assert from 'node:assert/strict'
import { cast } from '../support/cast.ts'
import type { SuiteModels, SuiteScope } from './models.ts'

/** A record of which the types say nothing. */
export interface LooseRecord {
  readonly isNew: boolean
  readonly changed: readonly string[]
  readonly changedRelations: readonly string[]
  readonly [attribute: string]: unknown
  get(name: string): unknown
  toJSON(): object
  set(values: object): LooseRecord
  save(): Promise<LooseRecord>
  reload(): Promise<LooseRecord>
  destroy(): Promise<void>
  transfer(to: unknown): Promise<LooseRecord>
  accept(): Promise<LooseRecord>
  decline(): Promise<LooseRecord>
  withdraw(): Promise<LooseRecord>
}

/** A page of records of which the types say nothing. */
export interface LoosePage {
  readonly items: readonly LooseRecord[]
  readonly next: string | null
  readonly previous: string | null
}

/** A model that takes anything, as callers without types use it. */
export interface LooseModel {
  find(args?: unknown): Promise<LooseRecord[]>
  findOne(args?: unknown): Promise<LooseRecord | null>
  findById(key: unknown, args?: unknown): Promise<LooseRecord | null>
  page(args?: unknown): Promise<LoosePage>
  stream(args?: unknown): AsyncIterable<LooseRecord>
  count(where?: unknown): Promise<number>
  exists(where?: unknown): Promise<boolean>
  can(action: unknown, asked?: unknown): Promise<string>
  explain(
    action: unknown,
    asked?: unknown,
  ): Promise<{ readonly answer: string; readonly decidedBy: string; toString(): string }>
  aggregate(args: unknown): Promise<Record<string, unknown>[]>
  create(values: unknown): Promise<LooseRecord>
  insertMany(rows: unknown): Promise<number>
  upsert(args: unknown): Promise<LooseRecord>
  updateWhere(where: unknown, changes: unknown): Promise<number>
  destroyWhere(where: unknown): Promise<number>
}

/** A database that takes anything. */
export type LooseScope = Record<keyof SuiteModels, LooseModel> & LooseQueries

interface LooseQueries {
  transaction(run: unknown, options?: unknown): Promise<unknown>
  model(name: unknown): LooseModel
  as(session: unknown): LooseScope
  system(reason: unknown): LooseScope
}

/** A connected database of models of which the types say nothing. */
export interface LooseDatabase extends LooseQueries {
  on(event: string, listener: (event: unknown) => void): unknown
  sync(): Promise<void>
  close(): Promise<void>
}

/** The database as a caller without types sees it, for what the types refuse. */
export const hostile = (db: SuiteScope): LooseScope => cast(db, 'callers without types pass anything')

/** A model of a database whose models are not the suite's. */
export const modelOf = (db: object, name: string): LooseModel =>
  cast<Record<string, LooseModel>>(db, 'the model was just connected')[name] ?? assert.fail()
