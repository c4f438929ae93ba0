import type { ConnectedModel } from '../connected-model.ts'
import type { WriteAction } from '../row-change.ts'

/** Whether the store asks what an update is called: to record it, or for the rules of its database. */
const isNamed = ({ shape, store }: ConnectedModel, action: WriteAction): boolean =>
  (shape.changes !== undefined || store.rowSecurity?.isOn === true) && action !== 'update'

/** What an update plan says of itself: its model and, where the store asks, what this one is called. */
export const recordedUpdate = (model: ConnectedModel, action: WriteAction) =>
  ({ kind: 'update', model: model.shape, ...(isNamed(model, action) && { op: action }) }) as const

/** The part of a shape's key that says the same. */
export const recordedKey = (model: ConnectedModel, action: WriteAction): string =>
  isNamed(model, action) ? `${action}:` : ''
