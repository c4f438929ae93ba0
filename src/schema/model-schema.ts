import { PrometheusError } from '../errors/error.ts'
import { durationOf } from '../support/duration.ts'
import { nameText } from '../support/name-text.ts'
import { databaseName, snakeCase } from '../support/names.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { Attribute } from './attribute.ts'
import { createAttribute, nullableOf } from './attribute.ts'
import type { FieldDefinition, RefDefinition, SchemaDefinition, SchemaEntry } from './definition.ts'
import { checkFormerNames, formerNames, formerTables } from './former-names.ts'
import type { IndexDefinition } from './indexes.ts'
import { buildIndexes } from './indexes.ts'
import type { ChangesShape, ExpiryShape, FieldShape, ModelShape, RefShape } from './shape.ts'
import { unknownName } from './unknown.ts'
import { parserOf } from './values/parser.ts'

/** What the schema layer needs of a model's definition. */
export interface SchemaOptions {
  readonly name: string
  readonly table?: string
  readonly was?: string
  readonly schema: SchemaDefinition
  readonly key?: readonly string[]
  readonly indexes?: readonly IndexDefinition[]
  readonly expires?: unknown
  /** Present where changes are recorded. */
  readonly changes?: { readonly compact: unknown; readonly most: unknown }
}

/** A connected model's schema: the shape that stores see, and its attributes by name. */
export interface ModelSchema {
  readonly shape: ModelShape
  readonly attributes: ReadonlyMap<string, Attribute>
}

/** The table of a model: its name in snake_case, unless it says otherwise. */
export const tableOf = ({ name, table }: SchemaOptions): string => databaseName(table ?? snakeCase(name))

interface Column {
  readonly name: string
  readonly definition: FieldDefinition
  readonly ref?: RefDefinition
}

/** Whether an entry of a schema is a field, and no relation. */
export const isField = (entry: SchemaEntry): entry is FieldDefinition =>
  !['ref', 'hasMany', 'hasOne', 'manyToMany'].includes(entry.kind)

function refDefinition({ options }: RefDefinition): FieldDefinition {
  return { kind: 'id', options: { type: 'uuid', ...options } }
}

/** The attributes that a schema declares: a ref under `company` is `companyId`. */
function columnsOf(schema: SchemaDefinition): Column[] {
  return Object.entries(schema).flatMap(([name, entry]): Column[] => {
    if (isField(entry)) return [{ name, definition: entry }]
    return entry.kind === 'ref' ? [{ name: `${name}Id`, definition: refDefinition(entry), ref: entry }] : []
  })
}

/** Names of the attributes that a schema declares, in order. */
export const attributeNames = (schema: SchemaDefinition): string[] =>
  columnsOf(schema).map(({ name }) => name)

/** The stored fields that columns make, without what refs lead to. */
const baseShapes = (columns: readonly Column[]): FieldShape[] =>
  columns.filter(isStored).map(({ name, definition, ref }, index) => ({
    ...baseShape(
      name,
      index,
      definition,
      nullableOf(definition, definition.kind === 'id' && ref === undefined),
    ),
    ...formerNames(definition.options.was, ref !== undefined),
  }))

function attributesOf(
  columns: readonly Column[],
  fields: readonly FieldShape[],
): ReadonlyMap<string, Attribute> {
  const byName = new Map(fields.map((field) => [field.name, field]))
  const attributes = columns.map(({ name, definition, ref }): [string, Attribute] => {
    const shape = byName.get(name)
    return [name, createAttribute({ name, definition, ...(shape && { shape }), isRef: ref !== undefined })]
  })
  return new Map(attributes)
}

/** The attributes of a model by itself, before it is known what its refs lead to. */
export function ownAttributes(schema: SchemaDefinition): ReadonlyMap<string, Attribute> {
  const columns = columnsOf(schema)
  return attributesOf(columns, baseShapes(columns))
}

function refShape(owner: string, ref: RefDefinition, models: ReadonlyMap<string, SchemaOptions>): RefShape {
  const target = models.get(ref.target)
  if (target === undefined)
    throw unknownName(owner, `model '${ref.target}' of a ref`, ref.target, models.keys())
  const [attribute = 'id', ...more] = target.key ?? ['id']
  const key = target.schema[attribute]
  const type =
    key !== undefined && isField(key) && key.kind === 'id' ? (key.options.type ?? 'uuid') : undefined
  if (more.length > 0 || type === undefined) {
    throw new PrometheusError(
      'INVALID_MODEL',
      `${owner}: a ref needs a target with one id as its key; ${ref.target} has none.`,
      { model: owner },
    )
  }
  if (type !== ((ref.options as { type?: string }).type ?? 'uuid')) {
    const message = `${owner}: the ids of ${ref.target} are of type '${type}'; write ref('${ref.target}', { type: '${type}' }).`
    throw new PrometheusError('INVALID_MODEL', message, { model: owner })
  }
  const column = (key as FieldDefinition).options.column ?? snakeCase(attribute)
  return { model: target.name, table: tableOf(target), attribute, column }
}

function constantDefault(definition: FieldDefinition): { readonly default?: unknown } {
  const value = definition.options.default
  if (value === undefined || value === null || typeof value === 'function' || definition.kind === 'password')
    return {}
  return { default: parserOf(definition)(value) }
}

function baseShape(name: string, index: number, definition: FieldDefinition, nullable: boolean): FieldShape {
  const { options, kind, values, element } = definition
  const { maxLength = kind === 'string' ? 255 : undefined, precision = 18, scale = 2 } = options
  return {
    index,
    name,
    column: databaseName(options.column ?? snakeCase(name)),
    kind,
    nullable,
    ...constantDefault(definition),
    ...(kind === 'id' && { idType: options.type ?? 'uuid' }),
    ...(maxLength !== undefined && kind !== 'array' && { maxLength }),
    ...(kind === 'decimal' && { precision, scale }),
    ...(values && { values }),
    ...(options.search === true && { search: true }),
    ...(element && { element: baseShape(name, 0, element, false) }),
  }
}

const isStored = ({ definition }: Column): boolean =>
  definition.options.virtual !== true && definition.options.computed === undefined

function keyOf(options: SchemaOptions, fields: readonly FieldShape[]): readonly FieldShape[] {
  return (options.key ?? ['id']).map((name) => {
    const found = fields.find((field) => field.name === name)
    if (found === undefined)
      throw unknownName(
        options.name,
        `key '${name}'`,
        name,
        fields.map((field) => field.name),
      )
    if (found.nullable) {
      throw new PrometheusError(
        'INVALID_MODEL',
        `${options.name}.${name} is part of the key and must be required.`,
        { model: options.name, field: name },
      )
    }
    return found
  })
}

function tombstoneOf(
  model: string,
  columns: readonly Column[],
  fields: ReadonlyMap<string, FieldShape>,
): FieldShape | undefined {
  const [first, second] = columns.filter(({ definition }) => definition.options.tombstone === true)
  if (second === undefined) return first && fields.get(first.name)
  const message = `${model}: ${first?.name} and ${second.name} are both tombstones; a model has one.`
  throw new PrometheusError('INVALID_MODEL', message, { model, field: second.name })
}

function expiryOf(
  { name, expires }: SchemaOptions,
  fields: ReadonlyMap<string, FieldShape>,
): ExpiryShape | undefined {
  if (expires === undefined) return undefined
  const after = durationOf(expires)
  if (after !== undefined) return { after }
  const named =
    isPlainObject(expires) && Object.keys(expires).join() === 'at' ? nameText(expires.at) : undefined
  const at = fields.get(named ?? '')
  if (at?.kind === 'datetime') return { at }
  if (named !== undefined && at === undefined)
    throw unknownName(name, `field '${named}', at which records expire`, named, fields.keys())
  const message = `${name}: expires takes a time such as '30m', or the name of a datetime: { at: 'expiresAt' }.`
  throw new PrometheusError('INVALID_MODEL', message, { model: name })
}

function refuseSameColumn(model: string, fields: readonly FieldShape[]): void {
  const seen = new Map<string, string>()
  for (const { name, column } of fields) {
    const other = seen.get(column.toLowerCase())
    if (other !== undefined) {
      throw new PrometheusError(
        'INVALID_MODEL',
        `${model}: ${other} and ${name} would share the column '${column}'.`,
        { model, field: name },
      )
    }
    seen.set(column.toLowerCase(), name)
  }
}

function changesOf(
  { changes }: SchemaOptions,
  columns: readonly Column[],
  fields: readonly FieldShape[],
): ChangesShape | undefined {
  if (changes === undefined) return undefined
  const isSecret = ({ name, kind }: FieldShape) =>
    kind === 'password' || columns.some((column) => column.name === name && column.definition.options.hidden)
  return {
    fields: fields.filter((field) => !isSecret(field)),
    secret: fields.filter(isSecret),
    compacts: changes.compact !== undefined,
    counts: changes.most !== undefined,
  }
}

/** Every change tells the key of its record, which so cannot be what no change may tell. */
function refuseSecretKey(model: string, key: readonly FieldShape[], changes: ChangesShape | undefined): void {
  const secret = key.find((field) => changes?.secret.includes(field))
  if (secret === undefined) return
  const message = `${model}.${secret.name} is hidden, and part of the key, which changes tell: take another key, or leave out \`changes\`.`
  throw new PrometheusError('INVALID_MODEL', message, { model, field: secret.name })
}

/** Builds a model's shape and attributes; refs are looked up among all models. Throws where the definition is wrong. */
export function buildModelSchema(
  options: SchemaOptions,
  models: ReadonlyMap<string, SchemaOptions>,
): ModelSchema {
  const columns = columnsOf(options.schema)
  const refs = new Map(columns.map(({ name, ref }) => [name, ref]))
  const fields = baseShapes(columns).map((shape): FieldShape => {
    const ref = refs.get(shape.name)
    return ref === undefined ? shape : { ...shape, ref: refShape(options.name, ref, models) }
  })
  refuseSameColumn(options.name, fields)
  checkFormerNames(options.name, fields)
  const byName = new Map(fields.map((field) => [field.name, field]))
  const table = tableOf(options)
  const tombstone = tombstoneOf(options.name, columns, byName)
  const expires = expiryOf(options, byName)
  const changes = changesOf(options, columns, fields)
  const key = keyOf(options, fields)
  refuseSecretKey(options.name, key, changes)
  const unique = columns.filter(isStored).map(({ name, definition, ref }) => ({
    name,
    options: ref === undefined ? definition.options : { index: true, ...definition.options },
  }))
  const indexes = buildIndexes({
    model: options.name,
    table,
    fields: byName,
    columns: unique,
    indexes: options.indexes ?? [],
    tombstone,
  })
  return {
    shape: {
      name: options.name,
      table,
      fields,
      key,
      indexes,
      ...(tombstone && { tombstone }),
      ...(expires && { expires }),
      ...formerTables(options.name, table, options.was),
      ...(changes && { changes }),
    },
    attributes: attributesOf(columns, fields),
  }
}
