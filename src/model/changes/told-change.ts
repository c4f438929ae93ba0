import { fromJsonForm } from '../../schema/values/json-form.ts'
import type { ChangeOp, Image, LoggedChange } from '../../store/change-log.ts'
import type { ConnectedModel } from '../connected-model.ts'
import { positionText } from './position.ts'

/** A change as it is handed out. */
export interface ToldChange {
  readonly model: string
  readonly op: ChangeOp
  readonly key: unknown
  readonly position: string
  readonly transaction: string
  readonly before: Image | null
  readonly after: Image | null
  readonly changed: readonly string[]
  readonly gone: boolean
  readonly at: Date
}

/** The key as `findById` takes it. */
function keyOf({ shape }: ConnectedModel, key: Image): unknown {
  const values = shape.key.map((field) => [field.name, fromJsonForm(field, key[field.name])] as const)
  const [first, second] = values
  return first?.[0] === 'id' && second === undefined ? first[1] : Object.fromEntries(values)
}

function isGone({ shape: { tombstone } }: ConnectedModel, after: Image | null): boolean {
  return after === null || (tombstone !== undefined && (after[tombstone.name] ?? null) !== null)
}

/** What a log tells of a model's change, as it is handed out. */
export function toldChange(model: ConnectedModel, epoch: string, logged: LoggedChange): ToldChange {
  const { op, before, after, changed, at } = logged
  return Object.freeze({
    ...{ model: model.name, op, key: keyOf(model, logged.key) },
    position: positionText(epoch, logged.position),
    transaction: positionText(epoch, logged.transaction),
    ...{ before, after, changed, gone: isGone(model, after), at },
  })
}
