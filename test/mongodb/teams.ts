import { createPrometheus, field, hasMany, ref } from 'prometheus-odm'
import { mongodb } from 'prometheus-odm/mongodb'
import { expect } from 'vitest'

export const { defineModel, connect } = createPrometheus()

class Team extends defineModel({
  name: 'Team',
  schema: {
    id: field.id(),
    name: field.string(),
    open: field.boolean(),
    items: hasMany('Item', { by: 'team' }),
  },
}) {}
class Item extends defineModel({
  name: 'Item',
  schema: {
    id: field.id(),
    code: field.string({ unique: true }),
    count: field.integer(),
    ratio: field.number(),
    data: field.json(),
    team: ref('Team'),
  },
}) {}
export interface Models {
  Team: typeof Team
  Item: typeof Item
}
export const models = { Team, Item }
/** Teams and their items in a database. */
export const open = (url: string, database: string) =>
  connect<Models>({ models, store: mongodb({ url, database, serverTimeout: 5000 }), sync: true })

/** Teams and their items, opened. */
export type Db = Awaited<ReturnType<typeof open>>

/** An error of this code. */
export const refusal = (code: string, more: object = {}) => expect.objectContaining({ code, ...more })
