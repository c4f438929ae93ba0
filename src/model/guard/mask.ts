import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { decodeCell } from '../decode-cell.ts'
import type { HandedOut } from '../guard.ts'
import type { RowShape } from '../read/find-shape.ts'
import { accessTo, RecordBase } from '../record.ts'
import type { Binding } from '../scope.ts'
import type { FieldRules } from './field-rules.ts'
import { fitStored } from './fit-stored.ts'
import { verdicts } from './verdicts.ts'

/** The canonical values of a row by the position of their fields; what was not read is missing. */
function canonical({ fields, prepared }: RowShape, row: Row): Row {
  const values: unknown[] = []
  for (const [i, { index }] of fields.entries()) values[index] = decodeCell(prepared.decode[i], row[i])
  return values
}

function canonicalRows({ model }: Binding, { items, shape, rows = [] }: HandedOut): readonly Row[] {
  return items.map((item, i) =>
    item instanceof RecordBase || shape === undefined
      ? accessTo(cast<RecordBase>(item, 'only plain objects come with a shape')).canonicalRow(model)
      : canonical(shape, cast<Row>(rows[i], 'an item for each row')),
  )
}

function hide(item: object, names: ReadonlySet<string>): void {
  if (item instanceof RecordBase) accessTo(item).hide(names)
  else for (const name of names) Reflect.deleteProperty(item, name)
}

async function maskSome(
  binding: Binding,
  { never, sometimes }: FieldRules,
  handedOut: HandedOut,
): Promise<object[]> {
  const { items } = handedOut
  const rows = canonicalRows(binding, handedOut)
  const hidden = items.map(() => new Set(never))
  for (const [name, policy] of sometimes) {
    // What was not selected is not there to be hidden.
    if (!items.some((item) => name in item)) continue
    const readable = await verdicts(binding, policy, rows, fitStored)
    for (const [i, names] of hidden.entries()) if (readable[i] !== true) names.add(name)
  }
  for (const [i, item] of items.entries()) hide(item, hidden[i] ?? never)
  return items
}

/** Takes what may not be read out of what was read. */
export function mask(binding: Binding, rules: FieldRules, handedOut: HandedOut): MaybePromise<object[]> {
  const { items } = handedOut
  if (rules.sometimes.size > 0 && items.length > 0) return maskSome(binding, rules, handedOut)
  for (const item of items) hide(item, rules.never)
  return items
}
