import type { Attribute } from '../schema/attribute.ts'
import type { ResolvedRelation } from '../schema/relations.ts'
import type { FilterSink } from './filter-sink.ts'
import { invalidQuery } from './query-error.ts'

/** A relation as filters see it. */
export interface FilterRelation extends ResolvedRelation {
  readonly target: FilterScope
  /** Whether the records are in the same store, which alone can ask for both in one statement. */
  readonly sameStore: boolean
}

/** What is needed of a model to read a filter on it. */
export interface FilterScope {
  readonly name: string
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly relations: ReadonlyMap<string, FilterRelation>
}

const DEEPEST = 40
const MOST_LEAVES = 500

/** One reading of a filter: whose filter, who listens, the parameters so far, and limits that only an attacker meets. */
export class FilterContext {
  readonly scope: FilterScope
  readonly sink: FilterSink
  readonly parameters: unknown[]
  readonly #outer: FilterContext | undefined
  #depth = 0
  #leaves = 0

  constructor(scope: FilterScope, sink: FilterSink, parameters: unknown[], outer?: FilterContext) {
    this.scope = scope
    this.sink = sink
    this.parameters = parameters
    this.#outer = outer
  }

  /** The same reading, on the model that a relation leads to. */
  inside(scope: FilterScope): FilterContext {
    return new FilterContext(scope, this.sink, this.parameters, this)
  }

  /** Begins one more level of nesting. */
  enter(): void {
    if (this.#outer !== undefined) return this.#outer.enter()
    if (++this.#depth > DEEPEST) {
      throw invalidQuery(this.scope.name, undefined, `takes filters nested at most ${DEEPEST} deep`)
    }
  }

  /** Ends a level of nesting. */
  leave(): void {
    if (this.#outer === undefined) this.#depth--
    else this.#outer.leave()
  }

  /** Counts one more condition on a field. */
  count(): void {
    if (this.#outer !== undefined) return this.#outer.count()
    if (++this.#leaves > MOST_LEAVES) {
      throw invalidQuery(this.scope.name, undefined, `takes at most ${MOST_LEAVES} conditions in a filter`)
    }
  }
}
