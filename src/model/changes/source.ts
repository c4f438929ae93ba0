import { isPrometheusError, PrometheusError } from '../../errors/error.ts'
import { unknownName } from '../../schema/unknown.ts'
import type { ChangeLog } from '../../store/change-log.ts'
import type { Store } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { nameText } from '../../support/name-text.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { otherEpoch, placeIn, positionText, trimmed } from './position.ts'
import type { ToldChange } from './told-change.ts'
import { toldChange } from './told-change.ts'

/** Changes that were read, and where to read on. */
export interface SourcePage {
  readonly changes: readonly ToldChange[]
  readonly position: string
}

/** The changes of one store, with positions that say to which history they belong. */
export class Source {
  readonly store: Store
  /** The models that record their changes there. */
  readonly models: ReadonlyMap<string, ConnectedModel>

  constructor(store: Store, models: readonly ConnectedModel[]) {
    this.store = store
    this.models = new Map(models.map((model) => [model.name, model]))
  }

  get log(): ChangeLog {
    return cast<ChangeLog>(this.store.changes, 'a store with the capability has a log')
  }

  /** The position of the last change. */
  async head(): Promise<string> {
    return positionText(await this.log.epoch(), await this.log.head())
  }

  /** Refuses a database that has nothing to record changes in. */
  async requireLog(): Promise<void> {
    try {
      await this.head()
    } catch (error) {
      throw isPrometheusError(error) && error.code === 'SCHEMA_MISMATCH' ? this.#noLog(error) : error
    }
  }

  #noLog(cause: unknown): PrometheusError {
    const [model = ''] = this.models.keys()
    const message = `${model} records its changes, for which the database has no tables yet: apply a migration (npx prometheus-odm migrate diff, then apply) or, to develop, connect with sync: true.`
    return new PrometheusError('SCHEMA_MISMATCH', message, { model }, cause)
  }

  /** Reads behind a position; refuses one of another history, and one behind which changes are gone. */
  async read(models: readonly string[], after: string | null, limit: number): Promise<SourcePage> {
    const epoch = await this.log.epoch()
    const place = after === null ? null : placeIn(epoch, after)
    const page = await this.log.read({ models, after: place, limit })
    if (place !== null && page.position < place) throw otherEpoch()
    if (page.lost) throw trimmed(models)
    const changes = page.changes.map((change) =>
      toldChange(
        cast<ConnectedModel>(this.models.get(change.model), 'only those were asked for'),
        epoch,
        change,
      ),
    )
    return { changes, position: positionText(epoch, page.position) }
  }
}

/** Which models are read, and of which source: all where none is named, if they are in one store. */
export function chosen(
  sources: readonly Source[],
  given: readonly unknown[] | undefined,
): { readonly source: Source; readonly models: readonly string[] } {
  const all = sources.flatMap(({ models }) => [...models.keys()])
  const models = (given ?? all).map(nameText)
  const unknown = models.find((model) => !all.includes(model))
  if (unknown !== undefined)
    throw unknownName('changes', `model '${unknown}' that records its changes`, unknown, all)
  const [source, second] = sources.filter((one) => models.some((model) => one.models.has(model)))
  if (source !== undefined && second === undefined) return { source, models }
  throw new PrometheusError(
    'UNSUPPORTED',
    'Changes are read of one store at a time: name models that are in one.',
  )
}
