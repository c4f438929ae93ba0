import type { ModelShape } from '../../schema/shape.ts'
import type { Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { Core } from '../core.ts'
import type { Scope } from '../scope.ts'
import type { TransactionScope } from '../transaction-scope.ts'
import type { ChangeConsumer } from './change-consumer.ts'
import { ConsumerRows, consumerModel } from './consumer-rows.ts'
import { Source } from './source.ts'
import { trim } from './trim.ts'

/** How often changes that are kept no longer are removed, in milliseconds. */
const TRIM_EVERY = 300_000

/** The changes of a database: its logs, and all who consume them in this process. */
export class DatabaseChanges {
  readonly sources: readonly Source[]
  readonly consumers = new Set<ChangeConsumer>()
  readonly #core: Core<TransactionScope>
  readonly #models: ReadonlyMap<Store, ConnectedModel>
  #timer: NodeJS.Timeout | undefined

  constructor(core: Core<TransactionScope>) {
    const recording = [...core.models.values()].filter(({ shape }) => shape.changes !== undefined)
    const stores = [...new Set(recording.map(({ store }) => store))]
    this.#core = core
    this.sources = stores.map(
      (store) =>
        new Source(
          store,
          recording.filter((model) => model.store === store),
        ),
    )
    this.#models = new Map(stores.map((store) => [store, consumerModel(store)]))
  }

  /** What a store has to hold beside its models. */
  shapesFor(store: Store): readonly ModelShape[] {
    const model = this.#models.get(store)
    return model === undefined ? [] : [model.shape]
  }

  /** The consumers of a source, as the library itself sees them. */
  rows({ store }: Source, tx: TransactionScope | null = null): ConsumerRows {
    const model = cast<ConnectedModel>(this.#models.get(store), 'each source has one')
    const scope: Scope = {
      ...{ core: this.#core, tx, guard: null },
      caller: { kind: 'system', reason: 'consumers of changes' },
      classOf: () => ({}),
    }
    return new ConsumerRows(model, scope)
  }

  /** Tells of an error that no caller can be told of. */
  readonly report = (error: unknown): void => this.#core.events.report(error)

  /** Removes what need not be kept any more. */
  async trim(): Promise<number> {
    let removed = 0
    for (const source of this.sources) removed += await trim(source, await this.rows(source).all())
    return removed
  }

  /** Refuses databases that have no log yet; removes old changes from time to time, until it is closed. */
  async start(): Promise<void> {
    for (const source of this.sources) await source.requireLog()
    const run = () => this.trim().catch(this.report)
    this.#timer = setInterval(() => void run(), TRIM_EVERY).unref()
  }

  /** Stops all who consume changes. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([...this.consumers].map((consumer) => consumer.stop()))
  }
}
