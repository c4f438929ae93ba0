import type { ModelShape } from '../../schema/shape.ts'

/** Whether any of the models records its changes, so that the store has a change log. */
export const recordsChanges = (models: readonly ModelShape[]): boolean =>
  models.some(({ changes }) => changes !== undefined)
