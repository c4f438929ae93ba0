import { PrometheusError } from '../errors/error.ts'
import type { Condition } from '../query/condition.ts'
import { living } from '../query/condition.ts'
import type { FilterRelation, FilterScope } from '../query/filter-context.ts'
import type { Attribute } from '../schema/attribute.ts'
import type { OnDelete } from '../schema/definition.ts'
import type { ModelSchema } from '../schema/model-schema.ts'
import type { Steps } from '../schema/relations.ts'
import { resolveRelations } from '../schema/relations.ts'
import type { FieldShape } from '../schema/shape.ts'
import type { Decode, Store } from '../store/contract.ts'
import { cast } from '../support/cast.ts'
import type { ModelDefinition } from './definition.ts'
import { isGuarded } from './definition.ts'
import type { Journal } from './row-change.ts'
import { ShapeCache } from './shape-cache.ts'

/** A relation of a connected model. */
export interface ConnectedRelation extends FilterRelation {
  readonly target: ConnectedModel
}

/** A ref of some model that leads to this one, and says what becomes of its records when theirs is destroyed. */
export interface Referrer {
  readonly model: ConnectedModel
  readonly field: FieldShape
  readonly onDelete: OnDelete
}

/** A model of a connected database: its definition, its schema with refs resolved, its store, its compiled shapes. */
export interface ConnectedModel extends ModelSchema, FilterScope {
  readonly relations: ReadonlyMap<string, ConnectedRelation>
  readonly definition: ModelDefinition
  readonly store: Store
  readonly attributeList: readonly Attribute[]
  /** Whether it is reached on somebody's behalf only. */
  readonly guarded: boolean
  /** Whether hooks run around the writes of its records. */
  readonly hasHooks: boolean
  /** Whether a create has to make its record first: for hooks, or to keep virtual values. */
  readonly needsRecord: boolean
  /** Who has to follow when records are destroyed, or keeps them where the store does not see to that. */
  readonly referrers: readonly Referrer[]
  /** What holds for records that are seen: those that are not marked as destroyed. */
  readonly living: Condition
  /** Integers that must still be as they were read when a record is saved or destroyed. */
  readonly tokens: readonly FieldShape[]
  /** Told of every write, where the model keeps a journal. */
  readonly journal: Journal | undefined
  /** Attributes that change by themselves with every update. */
  readonly automatic: readonly Attribute[]
  /** Whether any attribute has a validator of its own or is a password, so that a write may have to wait. */
  readonly settles: boolean
  /** Hands out canonical values by position: what can be changed is copied. */
  readonly copyOut: readonly (Decode | undefined)[]
  /** What was compiled for the shapes of queries; each kind of query puts its letter before the key. */
  readonly shapes: ShapeCache<unknown>
}

const isVirtual = ({ definition }: Attribute): boolean => definition.options.virtual === true

/** The hooks that run around writes: all but the one that runs when a record is made. */
const runsAroundWrites = (hook: string): boolean => hook !== 'afterInitialize'

/** Joins a model's definition, schema and store. */
export function createConnectedModel(
  definition: ModelDefinition,
  schema: ModelSchema,
  store: Store,
): ConnectedModel {
  const attributeList = [...schema.attributes.values()]
  const settles = attributeList.some(
    ({ definition: { kind, options } }) => kind === 'password' || options.validate !== undefined,
  )
  const hooks = Object.keys(definition.hooks)
  const copyOut = schema.shape.fields.map(({ name }) => {
    const attribute = schema.attributes.get(name)
    return attribute?.present ?? attribute?.copyOut
  })
  return {
    ...schema,
    copyOut,
    name: definition.name,
    definition,
    store,
    attributeList,
    relations: new Map(),
    referrers: [],
    guarded: isGuarded(definition),
    hasHooks: hooks.some(runsAroundWrites),
    needsRecord: hooks.length > 0 || attributeList.some(isVirtual),
    living: living(schema.shape),
    tokens: attributeList.flatMap(({ definition: { options }, shape }) =>
      options.concurrencyToken === true && shape !== undefined ? [shape] : [],
    ),
    journal: definition.journal,
    automatic: attributeList.filter((attribute) => attribute.onUpdate !== undefined),
    settles,
    shapes: new ShapeCache(),
  }
}

/** Whether the models of a relation are in one store. */
function isTogether(owner: string, steps: Steps, models: ReadonlyMap<string, ConnectedModel>): boolean {
  const names = [owner, ...steps.map(({ target }) => target.name)]
  return new Set(names.map((name) => models.get(name)?.store)).size === 1
}

/** Joins models by their relations. */
export function connectRelations(models: ReadonlyMap<string, ConnectedModel>): void {
  const sources = new Map(
    [...models].map(([name, { definition, shape }]) => [name, { name, schema: definition.schema, shape }]),
  )
  for (const [name, source] of sources) {
    const relations = models.get(name)?.relations as Map<string, ConnectedRelation>
    for (const [relation, resolved] of resolveRelations(source, sources)) {
      const [first, last] = resolved.steps
      const target = models.get((last ?? first).target.name)
      const between = last && models.get(first.target.name)
      const sameStore = isTogether(name, resolved.steps, models)
      if (target !== undefined)
        relations.set(relation, { ...resolved, target, ...(between && { between }), sameStore })
    }
  }
}

function onDeleteOf({ definition }: ConnectedModel, relation: string) {
  const entry = definition.schema[relation]
  return entry?.kind === 'ref' ? entry.options.onDelete : undefined
}

function checkSetNull({ name }: ConnectedModel, field: FieldShape): void {
  if (field.nullable) return
  const message = `${name}.${field.name} is required, so onDelete cannot set it to null.`
  throw new PrometheusError('INVALID_MODEL', message, { model: name, field: field.name })
}

/** Whether the store of a ref's target refuses that a record goes to which others refer. */
const isStoreRestricting = (target: ConnectedModel, { store }: ConnectedModel): boolean =>
  target.store === store &&
  store.capabilities.foreignKeys &&
  target.shape.tombstone === undefined &&
  target.shape.expires === undefined

/** Tells each model which refs have to follow, or be asked, when its records are destroyed. */
export function connectReferrers(models: ReadonlyMap<string, ConnectedModel>): void {
  for (const model of models.values()) {
    for (const [name, { target, steps }] of model.relations) {
      if (model.definition.schema[name]?.kind !== 'ref') continue
      const onDelete = onDeleteOf(model, name) ?? 'restrict'
      if (onDelete === 'restrict' && isStoreRestricting(target, model)) continue
      if (onDelete === 'setNull') checkSetNull(model, steps[0].local)
      cast<Referrer[]>(target.referrers, 'filled here only').push({ model, field: steps[0].local, onDelete })
    }
  }
}

/** What is compiled under a key of a model, made where it is not there yet. */
export function compiled<V>(model: ConnectedModel, key: string, compile: () => V): V {
  const known = model.shapes.get(key)
  if (known !== undefined) return known as V
  const made = compile()
  model.shapes.set(key, made)
  return made
}
