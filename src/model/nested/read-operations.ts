import type { FieldProblem } from '../../errors/error.ts'
import { didYouMean, nearest } from '../../support/nearest.ts'
import { isPlainObject } from '../../support/plain-object.ts'
import type { Operation, Side, Values } from './operations.ts'
import { isToOne, operationsOf } from './operations.ts'
import { joinPath } from './place.ts'
import { refusedOperations } from './refused-operations.ts'
import { targetProblem } from './target-key.ts'

/** What a relation was given: operations in the order in which they are done, and what is wrong with them. */
export interface Reading {
  readonly operations: readonly Operation[]
  readonly problems: readonly FieldProblem[]
}

/** What goes goes first, so that its unique values and its place are free. */
const ORDER: readonly Operation['name'][] = ['disconnect', 'destroy', 'set', 'update', 'connect', 'create']

const PARTS = ['key', 'values']

/** One operation as it came in. */
interface Written {
  readonly name: Operation['name']
  readonly path: string
  readonly value: unknown
}

/** Reads the operations of one relation; paths begin with its name. */
class Reader implements Reading {
  readonly operations: Operation[] = []
  readonly problems: FieldProblem[] = []
  readonly #side: Side

  constructor(side: Side) {
    this.#side = side
  }

  read(given: unknown): this {
    const { kind, relation } = this.#side
    const known: readonly string[] = operationsOf[kind]
    if (!isPlainObject(given)) this.#refuse(relation.name, 'type', `takes operations: ${known.join(', ')}`)
    else for (const name of Object.keys(given)) this.#readAll(relation.name, name, given[name])
    this.operations.sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name))
    this.problems.push(...refusedOperations(this.#side, this.operations))
    return this
  }

  /** All operations of one name: to many, a list of them or one. */
  #readAll(relation: string, written: string, value: unknown): void {
    const known = operationsOf[this.#side.kind]
    const name = known.find((one) => one === written)
    if (name === undefined) return this.#refuseName(relation, written, 'operation', known)
    if (value === undefined) return
    if (isToOne(this.#side.kind)) return this.#readOne({ name, path: relation, value })
    const path = name === 'create' ? relation : `${relation}.${name}`
    if (name === 'set') this.#readSet(path, value)
    else if (!Array.isArray(value)) this.#readOne({ name, path, value })
    else for (const [i, item] of value.entries()) this.#readOne({ name, path: `${path}[${i}]`, value: item })
  }

  #readOne({ name, path, value }: Written): void {
    const toOne = isToOne(this.#side.kind)
    if (name === 'create' || (name === 'update' && toOne)) {
      const values = this.#values(path, value)
      if (values !== undefined) this.operations.push({ name, path, values })
    } else if (name === 'update') this.#readUpdate(path, value)
    else if (toOne && name !== 'connect') this.#readTrue(name as 'disconnect' | 'destroy', path, value)
    else {
      if (this.#isTarget(path, value)) this.operations.push({ name: name as 'connect', path, target: value })
    }
  }

  /** What is said of the one record that a relation to one leads to. */
  #readTrue(name: 'disconnect' | 'destroy', path: string, value: unknown): void {
    if (value === true) this.operations.push({ name, path })
    else this.#refuse(path, 'type', `takes true for ${name}`)
  }

  /** A change of one of many: which, and what. */
  #readUpdate(path: string, value: unknown): void {
    if (!isPlainObject(value)) return this.#refuse(path, 'type', 'takes { key: …, values: { … } }')
    for (const part of Object.keys(value)) {
      if (!PARTS.includes(part)) this.#refuseName(path, part, 'part of an update', PARTS)
    }
    const isTarget = this.#isTarget(path, value.key)
    const values = this.#values(path, value.values)
    if (isTarget && values !== undefined)
      this.operations.push({ name: 'update', path, values, target: value.key })
  }

  #readSet(path: string, value: unknown): void {
    const targets: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (targets.map((target, i) => this.#isTarget(`${path}[${i}]`, target)).every(Boolean))
      this.operations.push({ name: 'set', path, targets })
  }

  #values(path: string, value: unknown): Values | undefined {
    if (isPlainObject(value)) return value
    this.#refuse(path, 'type', 'takes an object of values')
    return undefined
  }

  #isTarget(path: string, value: unknown): boolean {
    const reason = targetProblem(this.#side.relation.target, value)
    if (reason !== undefined) this.#refuse(path, 'key', reason)
    return reason === undefined
  }

  #refuse(field: string, code: string, message: string): void {
    this.problems.push({ field, code, message })
  }

  #refuseName(path: string, name: string, what: string, known: readonly string[]): void {
    const hint = didYouMean(nearest(name, known)).replace(' Did', '; did')
    this.#refuse(joinPath(path, name.slice(0, 64)), 'unknown', `is no ${what}${hint}`)
  }
}

/** Reads what a relation of a record was given. */
export const readOperations = (side: Side, given: unknown): Reading => new Reader(side).read(given)
