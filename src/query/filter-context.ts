import type { Attribute } from '../schema/attribute.ts'
import type { ResolvedRelation } from '../schema/relations.ts'
import type { FilterSink } from './filter-sink.ts'
import type { Policy } from './policy.ts'
import { invalidQuery } from './query-error.ts'

/** A relation as filters see it. */
export interface FilterRelation extends ResolvedRelation {
  readonly target: FilterScope
  /** Of many to many: the model between. */
  readonly between?: FilterScope
  /** Whether the records are in the same store, which alone can ask for both in one statement. */
  readonly sameStore: boolean
}

/** What is needed of a model to read a filter on it. */
export interface FilterScope {
  readonly name: string
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly relations: ReadonlyMap<string, FilterRelation>
  /** Absent where the model is not connected. */
  readonly store?: { readonly name: string; readonly capabilities: { readonly search: boolean } }
}

/** What somebody on whose behalf a query runs may know: the reader of filters asks it. Absent where code is trusted. */
export interface FilterAccess {
  /** Which records of a model may be known of. */
  records(scope: FilterScope): Policy
  /** On which records the value of an attribute may be known. */
  attribute(scope: FilterScope, name: string): Policy
}

const DEEPEST = 40
const MOST_LEAVES = 500

/** One reading of a filter: whose filter, who listens, the parameters so far, and limits that only an attacker meets. */
export class FilterContext {
  readonly scope: FilterScope
  readonly sink: FilterSink
  readonly parameters: unknown[]
  /** Absent where code is trusted. */
  readonly access: FilterAccess | undefined
  /** Whether what is read is a rule of access. */
  readonly ofRule: boolean
  readonly #outer: FilterContext | undefined
  #depth = 0
  #leaves = 0

  constructor(
    scope: FilterScope,
    sink: FilterSink,
    parameters: unknown[],
    access?: FilterAccess,
    outer?: FilterContext,
    ofRule = false,
  ) {
    this.scope = scope
    this.sink = sink
    this.parameters = parameters
    this.access = access
    this.#outer = outer
    this.ofRule = ofRule
  }

  /** The same reading, on the model that a relation leads to. */
  inside(scope: FilterScope): FilterContext {
    return new FilterContext(scope, this.sink, this.parameters, this.access, this, this.ofRule)
  }

  /** The same reading of a rule of the application itself: nobody is asked, and the reader's limits are not used up. */
  rule(): FilterContext {
    return new FilterContext(this.scope, this.sink, this.parameters, undefined, undefined, true)
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
