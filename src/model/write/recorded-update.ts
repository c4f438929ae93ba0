import type { ConnectedModel } from '../connected-model.ts'
import type { WriteAction } from '../row-change.ts'

const isNamed = ({ shape }: ConnectedModel, action: WriteAction): boolean =>
  shape.changes !== undefined && action !== 'update'

/** What an update plan says of itself: its model and, where the model records its changes, what this one is called. */
export const recordedUpdate = (model: ConnectedModel, action: WriteAction) =>
  ({ kind: 'update', model: model.shape, ...(isNamed(model, action) && { op: action }) }) as const

/** The part of a shape's key that says the same. */
export const recordedKey = (model: ConnectedModel, action: WriteAction): string =>
  isNamed(model, action) ? `${action}:` : ''
