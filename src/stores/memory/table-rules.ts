import type { Identity } from '../../query/compare.ts'
import type { FieldShape, IndexShape, ModelShape } from '../../schema/shape.ts'
import type { KeyOf } from './row-key.ts'
import { keyOfRow } from './row-key.ts'
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
  /** The numbers of an `auto` key. */
  readonly sequence: Sequence | undefined
}

const isAuto = ({ idType }: FieldShape): boolean => idType === 'auto'

function referencesOf(model: ModelShape, tables: ReadonlyMap<string, ModelShape>): ReferenceRule[] {
  return model.fields.flatMap((field) => {
    const { ref } = field
    const key = ref && tables.get(ref.table)?.key
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
  const [key] = model.key
  return {
    model,
    keyOf: (row) => keyOf(row) ?? '',
    uniques: model.indexes
      .filter(({ unique }) => unique)
      .map((index) => ({ ...index, keyOf: keyOfIndex(index) })),
    references: referencesOf(model, tables),
    referrers: [],
    sequence:
      model.key.length === 1 && key?.ref === undefined && key && isAuto(key) ? new Sequence() : undefined,
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
