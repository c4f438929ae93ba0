import { createHash } from 'node:crypto'
import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import type { Handle } from '../../store/rows/lookup.ts'
import type { Codec } from './codecs.ts'
import { codecOf } from './codecs.ts'

/** A column as the server knows it: its name, and the text of the default that it has where it is added to records. */
export interface ColumnEntry {
  readonly n: string
  readonly d?: string
}

/** An index as the server knows it: its name, columns, whether it is unique, and the column that is null in its records. */
export interface IndexEntry {
  readonly n: string
  readonly c: readonly string[]
  readonly u: boolean
  readonly w?: string
}

/** What has to be kept of a model; of its expiry whether it goes by the last write or by a column. */
export interface SchemaEntry {
  readonly columns: readonly ColumnEntry[]
  readonly indexes: readonly IndexEntry[]
  readonly expiry: string
}

/** A way to records without looking at all of them: the key, or an index of the server. */
export interface StoredHandle extends Handle {
  readonly way: 'key' | 'unique' | 'index'
  readonly name: string
  /** The text by which the server knows values, in the order of the fields. */
  textOf(values: Row): string
}

/** One model as it is kept: the names of its keys, and the texts of its values. */
export interface Layout {
  readonly model: ModelShape
  /** The key that changes with every write, and whose name says those of all others. */
  readonly version: string
  /** What the keys of records begin with; an id follows. */
  readonly record: string
  /** The key of the counter of an `auto` id. */
  readonly counter: string
  readonly codecs: readonly Codec[]
  readonly columns: readonly string[]
  readonly schema: SchemaEntry
  /** What scripts that write are told of when records expire. */
  readonly expiry: { readonly after?: number; readonly at?: string }
  /** Stands for this schema, and for the form in which the server keeps it. */
  readonly signature: string
  /** The columns that indexes go by, and the expiry. */
  readonly indexed: ReadonlySet<string>
  readonly handles: readonly StoredHandle[]
  idOf(row: Row): string
  /** The id of a record with these values of the key, in its order. */
  idOfKey(key: Row): string
}

const lengthFirst = (text: string): string => `${Buffer.byteLength(text)}:${text}`

/** What the scripts make of an index's columns too: long texts are known by their hash. */
function entryText(texts: readonly string[]): string {
  const text = texts.map(lengthFirst).join('')
  return Buffer.byteLength(text) <= 200 ? text : `#${createHash('sha1').update(text).digest('hex')}`
}

const textsOf =
  (fields: readonly FieldShape[]) =>
  (values: Row): string[] =>
    fields.map((field, i) => codecOf(field).toText(values[i]))

/** A key of one field is its text; of several, their texts with the lengths before them. */
function keyText({ key }: ModelShape): (values: Row) => string {
  const texts = textsOf(key)
  return key.length === 1
    ? (values) => texts(values).join('')
    : (values) => texts(values).map(lengthFirst).join('')
}

function columnEntry(field: FieldShape): ColumnEntry {
  const given = field.default
  return { n: field.column, ...(given !== undefined && { d: codecOf(field).toText(given) }) }
}

function expiryOf({ expires }: ModelShape): Layout['expiry'] {
  if (expires === undefined) return {}
  return 'at' in expires ? { at: expires.at.column } : expires
}

const expiryName = ({ after, at }: Layout['expiry']): string =>
  at === undefined ? (after === undefined ? '' : 'after') : `at ${at}`

function indexEntry({ name, fields, unique, whereNull }: IndexShape): IndexEntry {
  const columns = fields.map(({ column }) => column)
  return { n: name, c: columns, u: unique, ...(whereNull && { w: whereNull.column }) }
}

function indexHandle({ name, fields, unique, whereNull }: IndexShape): StoredHandle {
  const texts = textsOf(fields)
  const way = unique ? 'unique' : 'index'
  return { way, name, fields, whereNull, textOf: (values) => entryText(texts(values)) }
}

/** What the keys of the change log begin with, which is one for all models of a prefix. */
export const logTagOf = (prefix: string): string => `{${prefix}:prometheus_change}:`

/** The form in which the server keeps a schema: with marks of the columns that indexes go by. */
const FORMAT = 2

function indexedColumns({ indexes }: SchemaEntry, { at }: Layout['expiry']): Set<string> {
  const columns = indexes.flatMap(({ c, w }) => (w === undefined ? c : [...c, w]))
  return new Set(at === undefined ? columns : [...columns, at])
}

/** How a model is kept under a prefix. All its keys have one hash tag, and so one slot. */
export function layoutOf(model: ModelShape, prefix: string): Layout {
  const tag = `{${prefix}:${model.table}}`
  const textOf = keyText(model)
  const expiry = expiryOf(model)
  const schema = {
    columns: model.fields.map(columnEntry),
    indexes: model.indexes.map(indexEntry),
    expiry: expiryName(expiry),
  }
  return {
    model,
    version: `${tag}:v`,
    record: `${tag}:r:`,
    counter: `${tag}:n`,
    codecs: model.fields.map(codecOf),
    columns: model.fields.map(({ column }) => column),
    schema,
    expiry,
    signature: createHash('sha1')
      .update(JSON.stringify([FORMAT, schema]))
      .digest('hex'),
    indexed: indexedColumns(schema, expiry),
    handles: [
      { way: 'key', name: '', fields: model.key, textOf },
      ...model.indexes.toSorted((a, b) => Number(b.unique) - Number(a.unique)).map(indexHandle),
    ],
    idOf: (row) => textOf(model.key.map(({ index }) => row[index])),
    idOfKey: textOf,
  }
}
