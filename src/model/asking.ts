import { whenAsked } from '../access/suspension.ts'
import type { Bindable } from './scope.ts'
import { BINDING } from './scope.ts'

/** Runs a call on somebody's behalf; where it needs an answer that is waited for, it is run again when that is there. */
export function asking<T>(model: Bindable, run: () => Promise<T>): Promise<T> {
  return (model[BINDING]?.scope.guard ?? null) === null ? run() : whenAsked(run)
}
