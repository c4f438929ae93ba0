import { PrometheusError } from '../../errors/error.ts'
import type { Identity } from '../../query/compare.ts'
import { identityOf } from '../../query/compare.ts'
import type { Condition } from '../../query/condition.ts'
import { ALWAYS, among } from '../../query/condition.ts'
import type { FindRows } from '../../query/predicate.ts'
import type { RelatedValue } from '../../query/related-value.ts'
import type { FieldShape, ModelShape, RelationShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import { lookupOf } from '../../store/rows/lookup.ts'
import { wayTo } from './candidates.ts'
import type { Tables } from './tables.ts'

type ByValue = Map<Identity, Row[]>

/**
 * The related records that one statement asks of: fetched by the values of the records that ask, before the predicate,
 * which cannot wait, looks at them.
 */
export class RelatedRows {
  /** By the key of a model's version: the one that was there when its records were first read. */
  readonly versions = new Map<string, string | null>()
  readonly #tables: Tables
  readonly #known = new Map<string, ByValue>()
  readonly #whole = new Set<string>()

  constructor(tables: Tables) {
    this.#tables = tables
  }

  /** Fetches what a condition asks of for some rows. */
  async gather(where: Condition, rows: readonly Row[]): Promise<void> {
    if (where.op === 'related') await this.gather(where.where, await this.#reach(where.relation, rows))
    else if (where.op === 'and' || where.op === 'or')
      for (const item of where.items) await this.gather(item, rows)
  }

  /** Fetches the records behind related values for some rows. */
  async gatherValues(values: readonly RelatedValue[], rows: readonly Row[]): Promise<void> {
    for (const { via } of values) {
      let reached = rows
      for (const { relation, where } of via) {
        reached = await this.#reach(relation, reached)
        await this.gather(where, reached)
      }
    }
  }

  /** What was gathered, for the predicate. */
  readonly find: FindRows = (model, field, value) => {
    const name = nameOf(model, field)
    const rows = this.#known.get(name)?.get(identityOf(field)(value))
    if (rows !== undefined) return rows
    if (this.#whole.has(name)) return []
    throw new PrometheusError('INTERNAL', `${model.name} was asked for records that were not gathered.`)
  }

  async #reach({ target, local, foreign }: RelationShape, rows: readonly Row[]): Promise<readonly Row[]> {
    const identity = identityOf(foreign)
    const values = new Map(
      rows.flatMap((row) => {
        const value = row[local.index]
        return value === null ? [] : [[identity(value), value] as const]
      }),
    )
    const known = await this.#load(target, foreign, values)
    return [...values.keys()].flatMap((value) => known.get(value) ?? [])
  }

  async #load(
    model: ModelShape,
    field: FieldShape,
    values: ReadonlyMap<Identity, unknown>,
  ): Promise<ByValue> {
    const name = nameOf(model, field)
    const known = this.#known.get(name) ?? new Map<Identity, Row[]>()
    this.#known.set(name, known)
    const unknown = [...values].filter(([identity]) => !known.has(identity))
    if (unknown.length === 0 || this.#whole.has(name)) return known
    for (const [identity] of unknown) known.set(identity, [])
    await this.#fetch(model, field, { known, values: unknown.map(([, value]) => value) })
    return known
  }

  /** Adds the rows that have the values or, where no key or index leads to them, all rows by their values. */
  async #fetch(
    model: ModelShape,
    field: FieldShape,
    { known, values }: { readonly known: ByValue; readonly values: readonly unknown[] },
  ): Promise<void> {
    const records = this.#tables.of(model)
    const asked = among(field, 0)
    const isWhole = lookupOf(records.layout.handles, asked) === undefined
    if (isWhole) known.clear()
    const place = { records, scanLimit: this.#tables.scanLimit }
    const identity = identityOf(field)
    for await (const page of wayTo(place, isWhole ? ALWAYS : asked).candidates([values])) {
      const { version } = records.layout
      if (!this.versions.has(version)) this.versions.set(version, page.version)
      for (const { row } of page.records) {
        const value = row[field.index]
        if (value !== null) add(known, identity(value), row, isWhole)
      }
    }
    if (isWhole) this.#whole.add(nameOf(model, field))
  }
}

const nameOf = (model: ModelShape, field: FieldShape): string => `${field.index} ${model.table}`

function add(known: ByValue, value: Identity, row: Row, makes: boolean): void {
  const rows = known.get(value)
  if (rows !== undefined) rows.push(row)
  else if (makes) known.set(value, [row])
}
