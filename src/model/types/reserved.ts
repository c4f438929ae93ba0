import type { databaseMembers, modelMembers, recordMembers } from '../../schema/reserved.ts'

type RecordMember = (typeof recordMembers)[number]
type ModelMember = (typeof modelMembers)[number]

/** Members that every object has: they pass as what they are, since a schema without them has them too. */
type Inherited = keyof Object

type RecordNames = {
  [K in Exclude<RecordMember, Inherited>]?: `'${K}' is a member of every record: choose another name`
} & {
  [K in Extract<RecordMember, Inherited>]?:
    | Object[K]
    | `'${K}' is a member of every record: choose another name`
}

type ModelNames = {
  [K in Exclude<ModelMember, Inherited>]?: `'${K}' is a member of every model: choose another name`
} & {
  [K in Extract<ModelMember, Inherited>]?:
    | Object[K]
    | `'${K}' is a member of every model: choose another name`
}

/** Refuses the names that records need; the message is the type. */
export interface ReservedInRecords extends RecordNames {}

/** Refuses the names that models need; the message is the type. */
export interface ReservedInModels extends ModelNames {}

/** The names that no model can have, since every database has them. */
export type ReservedInDatabases = (typeof databaseMembers)[number]
