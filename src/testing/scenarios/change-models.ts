import type { ToldChange } from '../../model/changes/told-change.ts'
import { field, hasMany, ref } from '../../schema/factories.ts'
import { cast } from '../../support/cast.ts'
import { defineModel } from '../models.ts'

/** What a handler is told beside a change. */
export interface LooseDelivery {
  readonly attempt: number
  readonly signal: AbortSignal
  transaction(run: (tx: object) => unknown): Promise<unknown>
}

/** A consumer of changes. */
export interface LooseConsumer {
  readonly name: string
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

/** The changes of a database of which the types say nothing. */
export interface LooseChanges {
  read(request?: unknown): Promise<{ readonly changes: readonly ToldChange[]; readonly position: string }>
  head(request?: unknown): Promise<string>
  consume(
    name: unknown,
    options: unknown,
    handle: (change: ToldChange, delivery: LooseDelivery) => unknown,
  ): Promise<LooseConsumer>
  consumers(): Promise<
    {
      readonly name: string
      readonly position: string | null
      readonly active: boolean
      readonly failures: number
    }[]
  >
  forget(name: unknown): Promise<boolean>
  trim(): Promise<number>
  renewEpoch(): Promise<void>
}

/** The changes of a database. */
export const changesOf = (db: object): LooseChanges =>
  cast<LooseChanges>(Reflect.get(db, 'changes'), 'a model of it records its changes')

/** What is told of each change of some models, from the oldest on, without what differs from run to run. */
export async function told(db: object, ...models: readonly string[]) {
  const all = await allChanges(db, models.length === 0 ? {} : { models })
  return all.map(({ op, before, after, changed }) => ({ op, before, after, changed }))
}

/** All changes behind a position, read in small pages. */
export async function allChanges(
  db: object,
  request: { readonly models?: readonly string[]; readonly after?: string | null } = {},
): Promise<ToldChange[]> {
  const all: ToldChange[] = []
  let after = request.after ?? null
  for (;;) {
    const page = await changesOf(db).read({ ...request, after, limit: 3 })
    all.push(...page.changes)
    if (page.position === after) return all
    after = page.position
  }
}

/** A model of plain fields, and some that are told to nobody. */
export const noteModel = (changes: unknown = true) =>
  defineModel({
    name: 'Note',
    schema: {
      id: field.id(),
      text: field.string(),
      count: field.integer({ default: 0 }),
      price: field.decimal({ precision: 12, scale: 2 }),
      at: field.datetime(),
      password: field.password(),
      token: field.string({ hidden: true }),
      tag: field.string({ unique: true }),
    },
    changes: cast<boolean>(changes, 'options of changes'),
  })

/** What a note is told to be that has only a text. */
export const noteImage = (id: unknown, text: string | null, more: object = {}) => ({
  ...{ id, text, count: 0, price: null, at: null, tag: null },
  ...more,
})

/** Models of which one takes others along. */
export function treeModels() {
  const Branch = defineModel({
    name: 'Branch',
    schema: { id: field.id(), name: field.string(), leaves: hasMany('Leaf', { by: 'branch' }) },
    changes: true,
  })
  const Leaf = defineModel({
    name: 'Leaf',
    schema: { id: field.id(), name: field.string(), branch: ref('Branch', { onDelete: 'cascade' }) },
    changes: true,
  })
  const Bird = defineModel({
    name: 'Bird',
    schema: { id: field.id(), name: field.string(), branch: ref('Branch', { onDelete: 'setNull' }) },
    changes: true,
  })
  return { Branch, Leaf, Bird }
}

/** The text of what a change has made of a note. */
export const textOf = ({ after }: { readonly after: object | null }) => after && Reflect.get(after, 'text')
