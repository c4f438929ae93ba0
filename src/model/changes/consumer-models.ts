import { PrometheusError } from '../../errors/error.ts'

/** Whether two consumers of one name mean the same: their position stands for all that they were told. */
export const sameModels = (left: readonly string[], right: readonly string[]): boolean =>
  left.toSorted().join() === right.toSorted().join()

/** A consumer whose position another one moves, which is told of other models. */
export const otherModels = (name: string, models: readonly string[]): PrometheusError =>
  new PrometheusError(
    'MISUSE',
    `The consumer '${name}' is told of ${models.join(', ')}: under one name there is one list of models, that of who called consume last; take another name for another list.`,
    { models },
  )
