import { PrometheusError } from '../errors/error.ts'
import { buildModelSchema } from '../schema/model-schema.ts'
import type { ModelShape } from '../schema/shape.ts'
import { unknownName } from '../schema/unknown.ts'
import type { Store } from '../store/contract.ts'
import { isPlainObject } from '../support/plain-object.ts'
import type { ConnectedModel } from './connected-model.ts'
import { connectReferrers, connectRelations, createConnectedModel } from './connected-model.ts'
import type { ChangesAtWork, Guards, ReadWatch } from './core.ts'
import { Core } from './core.ts'
import type { DatabaseControl, ModelClasses, ScopedDatabase } from './database.ts'
import { createControl, createScopedClass } from './database.ts'
import { definitionOf } from './define-model.ts'
import type { ModelDefinition } from './definition.ts'
import type { Events } from './events.ts'
import { hooksAfterWrite } from './hook-names.ts'
import { loadIncludes } from './include/load.ts'
import type { TransactionScope } from './transaction-scope.ts'
import { requireToUndo } from './write/apart.ts'

/** What `connect` takes, as it comes in. */
export interface WrittenConnectOptions {
  readonly models: Readonly<Record<string, unknown>>
  readonly store: Store
  readonly stores?: Readonly<Record<string, Store | undefined>>
  readonly sync?: boolean
  readonly warnings?: boolean | { readonly slow?: number }
}

const OPTIONS = ['models', 'store', 'stores', 'sync', 'warnings']

function checkOptions(options: unknown): WrittenConnectOptions {
  if (!isPlainObject(options) || !isPlainObject(options.models)) {
    throw new PrometheusError('MISUSE', 'connect takes { models: { User, … }, store }.')
  }
  const unknown = Object.keys(options).find((option) => !OPTIONS.includes(option))
  if (unknown !== undefined) throw unknownName('connect', `option '${unknown}'`, unknown, OPTIONS)
  const checked = options as unknown as WrittenConnectOptions
  for (const name of Object.keys(checked.stores ?? {})) {
    if (!Object.hasOwn(checked.models, name))
      throw unknownName('connect', `model '${name}' for a store`, name, Object.keys(checked.models))
  }
  return checked
}

function definitionAt(name: string, model: unknown): ModelDefinition {
  const definition = definitionOf(model)
  if (definition === undefined)
    throw new PrometheusError('INVALID_MODEL', `models.${name} must come from defineModel.`, { model: name })
  if (definition.name !== name) {
    throw new PrometheusError(
      'INVALID_MODEL',
      `models.${name} is the model '${definition.name}': the key must be the model's name.`,
      { model: name },
    )
  }
  return definition
}

function storeOf(name: string, { store, stores }: WrittenConnectOptions): Store {
  const found = stores?.[name] ?? store
  if (typeof found?.prepare !== 'function')
    throw new PrometheusError('MISUSE', `connect needs a store for ${name}.`, { model: name })
  return found
}

/** The models of what `connect` takes, joined by their relations. */
export function connectModels(options: WrittenConnectOptions): Map<string, ConnectedModel> {
  const entries = Object.entries(options.models)
  const definitions = new Map(entries.map(([name, model]) => [name, definitionAt(name, model)]))
  const models = new Map(
    [...definitions].map(([name, definition]) => {
      const schema = buildModelSchema(definition, definitions)
      return [name, createConnectedModel(definition, schema, storeOf(name, options))]
    }),
  )
  connectRelations(models)
  connectReferrers(models)
  for (const model of models.values()) {
    checkJournal(model, models)
    checkStore(model)
    checkChanges(model)
  }
  return models
}

/** A journal's model must be there, be made for it, and be in the same store. */
function checkJournal(
  { name, journal, store }: ConnectedModel,
  models: ReadonlyMap<string, ConnectedModel>,
): void {
  if (journal === undefined) return
  const into = models.get(journal.into)
  if (into === undefined)
    throw unknownName(name, `model '${journal.into}' for its history`, journal.into, models.keys())
  if (into.journal !== undefined || journal.attributes.some((attribute) => !into.attributes.has(attribute))) {
    const message = `${name} keeps its history in ${into.name}, which has to have the mixin auditTrail() and keeps no history itself.`
    throw new PrometheusError('INVALID_MODEL', message, { model: name })
  }
  if (into.store === store && store.capabilities.transactions) return
  const message = `${name} keeps its history in ${journal.into}: both must be in one store, one that has transactions.`
  throw new PrometheusError('INVALID_MODEL', message, { model: name })
}

/** Refuses a model that its store could not keep to: before anything is stored, and not when it is too late. */
function checkStore(model: ConnectedModel): void {
  const hook = hooksAfterWrite.find((after) => model.definition.hooks[after] !== undefined)
  if (hook !== undefined) requireToUndo(model, hook)
  const { name, shape, store } = model
  if (shape.expires === undefined || store.capabilities.expires) return
  const message = `${name}: ${store.name} cannot let records expire: leave \`expires\` out, or choose another store.`
  throw new PrometheusError('UNSUPPORTED', message, { model: name, capability: 'expires' })
}

function checkChanges({ name, shape, store }: ConnectedModel): void {
  if (shape.changes === undefined || store.capabilities.changes) return
  const message = `${name} records its changes, which its store cannot: leave \`changes\` out, or choose another store.`
  throw new PrometheusError('INVALID_MODEL', message, { model: name, capability: 'changes' })
}

const openStores = new WeakSet<Store>()

async function open(store: Store, models: readonly ModelShape[]): Promise<void> {
  if (openStores.has(store))
    throw new PrometheusError(
      'MISUSE',
      `The store ${store.name} is connected already; make a new one for another database.`,
    )
  openStores.add(store)
  await store.open(models)
}

async function openAll({ models, stores, changes }: Core<TransactionScope>): Promise<void> {
  for (const store of stores) {
    const shapes = [...models.values()].filter((model) => model.store === store).map((model) => model.shape)
    await open(store, [...shapes, ...(changes?.shapesFor(store) ?? [])])
  }
}

/** Production code does not even load what warns developers. */
async function loadWatch(slow: number, events: Events): Promise<ReadWatch> {
  const { createReadWatch } = await import('./watch-reads.ts')
  return createReadWatch(slow, (warning) => events.warn(warning))
}

/** Who may do what is looked at where a model says it, and only there loaded. */
async function loadGuards({ models, events }: Core<TransactionScope>): Promise<Guards | undefined> {
  if (![...models.values()].some((model) => model.guarded)) return undefined
  const { createGuards } = await import('./guard/create-guards.ts')
  return createGuards(models, (error) => events.report(error))
}

/** What is done with changes is loaded only where a model records them. */
async function loadChanges(core: Core<TransactionScope>): Promise<ChangesAtWork | undefined> {
  if (![...core.models.values()].some(({ shape }) => shape.changes !== undefined)) return undefined
  const { createChanges } = await import('./changes/create-changes.ts')
  return createChanges(core)
}

/** In milliseconds; a statement of a page that people wait for takes a few. */
const SLOW = 200

/** From how many milliseconds on developers are warned of a statement, where they are warned at all: where they say so, else where they are at work. */
function warnsFrom({
  warnings = process.env.NODE_ENV === 'development',
}: WrittenConnectOptions): number | undefined {
  if (warnings === false) return undefined
  const { slow = SLOW, ...others } = isPlainObject(warnings) ? warnings : {}
  const isKnown = warnings === true || (isPlainObject(warnings) && Object.keys(others).length === 0)
  if (isKnown && typeof slow === 'number' && slow >= 0) return slow
  throw new PrometheusError('MISUSE', 'connect takes true, false or { slow: milliseconds } for warnings.')
}

/** Connects models to stores. */
export async function connect(given: unknown): Promise<ScopedDatabase & DatabaseControl> {
  const options = checkOptions(given)
  const core = new Core<TransactionScope>(connectModels(options))
  const slow = warnsFrom(options)
  if (slow !== undefined) core.watch = await loadWatch(slow, core.events)
  if ([...core.models.values()].some(({ relations }) => relations.size > 0)) await loadIncludes()
  core.guards = await loadGuards(core)
  core.changes = await loadChanges(core)
  const control = createControl(core)
  try {
    await openAll(core)
    if (options.sync === true) await control.sync()
    await core.changes?.start()
  } catch (error) {
    await control.close()
    throw error
  }
  const Scoped = createScopedClass(core.models.keys())
  const classes = new Map(Object.entries(options.models)) as unknown as ModelClasses
  return Object.assign(
    new Scoped({ core, tx: null, caller: { kind: 'code' }, guard: null }, classes),
    control,
  )
}
