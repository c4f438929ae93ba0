import { isPrometheusError } from '../../errors/error.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { CONSUMERS } from '../../store/change-log.ts'
import type { Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { boundClass } from '../binding.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { createConnectedModel } from '../connected-model.ts'
import { defineModel, definitionOf } from '../define-model.ts'
import type { ModelDefinition } from '../definition.ts'
import { find } from '../read/find.ts'
import type { Bindable, Scope } from '../scope.ts'
import { destroyWhere } from '../write/destroy.ts'
import { insertMany } from '../write/insert-many.ts'
import { updateWhere } from '../write/update.ts'
import { otherModels, sameModels } from './consumer-models.ts'

const schema = {
  name: field.string({ required: true }),
  models: field.array(field.string(), { required: true }),
  position: field.string(),
  keepFor: field.integer({ required: true }),
  /** Who is at work, and until when it is sure of that. */
  owner: field.string(),
  until: field.datetime(),
  failures: field.integer({ required: true, default: 0 }),
  seenAt: field.datetime({ required: true }),
}

const ConsumerRow = defineModel({
  name: 'PrometheusConsumer',
  table: CONSUMERS,
  schema: cast<SchemaDefinition>(schema, 'the factories give definitions'),
  key: ['name'],
})

/** What is stored of a consumer. */
export interface StoredConsumer {
  readonly name: string
  readonly models: readonly string[]
  readonly position: string | null
  readonly keepFor: number
  readonly owner: string | null
  readonly until: Date | null
  readonly failures: number
  readonly seenAt: Date
}

/** How far somebody who holds the lease of a consumer is. */
export interface Progress {
  readonly position: string | null
  readonly failures: number
}

/** Who consumes under a name, and for how long it is sure of it without saying so again. */
export interface Holder {
  readonly name: string
  readonly models: readonly string[]
  readonly owner: string
  /** In milliseconds. */
  readonly lease: number
}

const definition = cast<ModelDefinition>(definitionOf(ConsumerRow), 'it was defined above')
const consumerSchema = () => buildModelSchema(definition, new Map())

/** The model in which a store keeps its consumers. */
export const consumerModel = (store: Store): ConnectedModel =>
  createConnectedModel(definition, consumerSchema(), store)

/** The shapes of models with that of consumers, where any of them records its changes. */
export const withConsumers = (models: readonly ModelShape[]): readonly ModelShape[] =>
  models.some(({ changes }) => changes !== undefined) ? [...models, consumerSchema().shape] : models

const isFree = ({ owner, until }: StoredConsumer, taker: string, now: Date): boolean =>
  owner === null || owner === taker || until === null || until <= now

/** The consumers of a store, in a scope: what one that has lost its lease writes is not written. */
export class ConsumerRows {
  readonly #rows: Bindable

  constructor(model: ConnectedModel, scope: Scope) {
    this.#rows = boundClass(ConsumerRow, { model, scope })
  }

  async all(): Promise<StoredConsumer[]> {
    const rows = await find(this.#rows, { sort: { name: 'asc' }, plain: true })
    return cast<StoredConsumer[]>(rows, 'the fields of the schema')
  }

  async get(name: string): Promise<StoredConsumer | undefined> {
    const [row] = await find(this.#rows, { where: { name }, plain: true })
    return cast<StoredConsumer | undefined>(row, 'the fields of the schema')
  }

  /**
   * Makes a consumer known, or changes what is kept for it where it is known already. Where it was told of other
   * models, whoever is at work passes over what they are not told of: it loses the lease.
   */
  async register(row: Pick<StoredConsumer, 'name' | 'models' | 'position' | 'keepFor'>): Promise<void> {
    const { name, models, keepFor } = row
    const before = await this.get(name)
    const freed =
      before === undefined || sameModels(before.models, models) ? {} : { owner: null, until: null }
    const known = { models, keepFor, seenAt: new Date(), ...freed }
    if ((await updateWhere(this.#rows, { name }, known)) > 0) return
    try {
      await insertMany(this.#rows, [{ ...row, ...known }])
    } catch (error) {
      // Another process has made it known just now.
      if (!isPrometheusError(error) || error.code !== 'UNIQUE_VIOLATION') throw error
    }
  }

  /**
   * Takes the lease where nobody else has it; refuses one whose models are not those of the name any more. Who holds it
   * already could not let it go, since the database was not there.
   */
  async take(holder: Holder): Promise<StoredConsumer | undefined> {
    const { name, owner } = holder
    const now = new Date()
    const row = await this.#own(holder)
    if (row === undefined || !isFree(row, owner, now)) return undefined
    const free = { $or: [{ owner: null }, { owner }, { until: { $lte: now } }] }
    const taken = await updateWhere(this.#rows, { name, ...free }, this.#held(holder))
    if (taken === 0) return undefined
    try {
      return await this.#own(holder)
    } catch (error) {
      await this.release(holder)
      throw error
    }
  }

  /** Stores how far its holder is, or only that it is there; gives whether it holds the lease still. */
  async keep(holder: Holder, progress: Partial<Progress> = {}): Promise<boolean> {
    const { name, owner } = holder
    return (await updateWhere(this.#rows, { name, owner }, { ...this.#held(holder), ...progress })) > 0
  }

  /** Lets others take the lease. */
  async release({ name, owner }: Holder): Promise<void> {
    await updateWhere(this.#rows, { name, owner }, { owner: null, until: null })
  }

  async remove(name: string): Promise<boolean> {
    return (await destroyWhere(this.#rows, { name })) > 0
  }

  async #own({ name, models }: Holder): Promise<StoredConsumer | undefined> {
    const row = await this.get(name)
    if (row !== undefined && !sameModels(row.models, models)) throw otherModels(name, row.models)
    return row
  }

  #held({ owner, lease }: Holder): Pick<StoredConsumer, 'owner' | 'until' | 'seenAt'> {
    const now = Date.now()
    return { owner, until: new Date(now + lease), seenAt: new Date(now) }
  }
}
