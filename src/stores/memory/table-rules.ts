import type { Identity } from '../../query/compare.ts'
import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'
import type { Recorder } from '../../store/record-changes.ts'
import { recorderOf } from '../../store/record-changes.ts'
import { generatedKey } from '../../store/rows/new-row.ts'
import type { KeyOf } from '../../store/rows/row-key.ts'
import { keyOfRow } from '../../store/rows/row-key.ts'
import type { Expiry } from './expiry.ts'
import { expiryOf } from './expiry.ts'
import { Sequence } from './sequence.ts'

/** A unique index of a table: nulls are free. */
export interface UniqueRule {
  readonly name: string
  readonly fields: readonly FieldShape[]
  /** Rows in which it is not null are no part of the index. */
  readonly whereNull?: FieldShape | undefined
  readonly keyOf: KeyOf
}

/** A field that refers to the key of a table of this store. */
export interface ReferenceRule {
  readonly field: FieldShape
  readonly target: string
  readonly keyOf: KeyOf
}

/** A reference from the side of its target: reference number `position` of the table `from`. */
export interface Referrer {
  readonly from: TableRules
  readonly position: number
  readonly reference: ReferenceRule
}

/** What a table keeps true; made once per model. */
export interface TableRules {
  readonly model: ModelShape
  readonly keyOf: (row: readonly unknown[]) => Identity
  readonly uniques: readonly UniqueRule[]
  readonly references: readonly ReferenceRule[]
  /** Filled when all tables are known. */
  readonly referrers: Referrer[]
  readonly expiry: Expiry | undefined
  /** The numbers of an `auto` key. */
  readonly sequence: Sequence | undefined
  /** What makes the entries of the change log, of a model that has them. */
  readonly recorder: Recorder | undefined
}

/** References to what is gone by itself are not checked. */
function referencesOf(model: ModelShape, tables: ReadonlyMap<string, ModelShape>): ReferenceRule[] {
  return model.fields.flatMap((field) => {
    const { ref } = field
    const target = ref && tables.get(ref.table)
    const key = target?.expires === undefined ? target?.key : undefined
    if (ref === undefined || key?.length !== 1 || key[0]?.name !== ref.attribute) return []
    return [{ field, target: ref.table, keyOf: keyOfRow([field]) }]
  })
}

/** What a row holds in a unique index; null where it holds nothing, being no part of the index. */
function keyOfIndex({ fields, whereNull }: IndexShape): KeyOf {
  const keyOf = keyOfRow(fields)
  return whereNull === undefined ? keyOf : (row) => (row[whereNull.index] === null ? keyOf(row) : null)
}

function rulesOf(model: ModelShape, tables: ReadonlyMap<string, ModelShape>): TableRules {
  const keyOf = keyOfRow(model.key)
  return {
    model,
    keyOf: (row) => keyOf(row) ?? '',
    uniques: model.indexes
      .filter(({ unique }) => unique)
      .map((index) => ({ ...index, keyOf: keyOfIndex(index) })),
    references: referencesOf(model, tables),
    referrers: [],
    recorder: recorderOf(model),
    expiry: expiryOf(model),
    sequence: generatedKey(model) === undefined ? undefined : new Sequence(),
  }
}

/** The rules of all tables of a store, by table name. References to tables of other stores are not checked. */
export function rulesOfTables(models: readonly ModelShape[]): ReadonlyMap<string, TableRules> {
  const shapes = new Map(models.map((model) => [model.table, model]))
  const rules = new Map(models.map((model) => [model.table, rulesOf(model, shapes)]))
  for (const from of rules.values()) {
    from.references.forEach((reference, position) => {
      rules.get(reference.target)?.referrers.push({ from, position, reference })
    })
  }
  return rules
}
