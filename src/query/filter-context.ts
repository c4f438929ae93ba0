import type { Attribute } from '../schema/attribute.ts'
import type { FilterSink } from './filter-sink.ts'
import { invalidQuery } from './query-error.ts'

/** What is needed of a model to read a filter on it. */
export interface FilterScope {
  readonly name: string
  readonly attributes: ReadonlyMap<string, Attribute>
}

const DEEPEST = 40
const MOST_LEAVES = 500

/** One reading of a filter: whose filter, who listens, the parameters so far, and limits that only an attacker meets. */
export class FilterContext {
  readonly scope: FilterScope
  readonly sink: FilterSink
  readonly parameters: unknown[]
  #depth = 0
  #leaves = 0

  constructor(scope: FilterScope, sink: FilterSink, parameters: unknown[]) {
    this.scope = scope
    this.sink = sink
    this.parameters = parameters
  }

  /** Begins one more level of nesting. */
  enter(): void {
    if (++this.#depth > DEEPEST)
      throw invalidQuery(this.scope.name, undefined, `takes filters nested at most ${DEEPEST} deep`)
  }

  /** Ends a level of nesting. */
  leave(): void {
    this.#depth--
  }

  /** Counts one more condition on a field. */
  count(): void {
    if (++this.#leaves > MOST_LEAVES)
      throw invalidQuery(this.scope.name, undefined, `takes at most ${MOST_LEAVES} conditions in a filter`)
  }
}
