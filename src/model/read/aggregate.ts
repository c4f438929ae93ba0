import { PrometheusError } from '../../errors/error.ts'
import { invalidQuery } from '../../query/query-error.ts'
import { readSort, sortKeyText } from '../../query/read-sort.ts'
import { ShapeKey } from '../../query/shape-key.ts'
import { isOrderedKind } from '../../schema/kinds.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { divideDecimal } from '../../schema/values/decimal.ts'
import type { PreparedRead } from '../../store/contract.ts'
import { bindingOf } from '../binding.ts'
import { compiled } from '../connected-model.ts'
import { decodeRow } from '../decode-cell.ts'
import { execute } from '../execute.ts'
import type { Bindable, Binding } from '../scope.ts'
import type { Figure } from './aggregate-request.ts'
import { checkAggregate, readFields, readFigures } from './aggregate-request.ts'
import { readCount } from './arguments.ts'
import { readWhere } from './where.ts'

const AVERAGE_DIGITS = 4

function sumOf(model: string, field: FieldShape, sum: unknown): unknown {
  if (sum === null || field.kind !== 'integer') return sum
  const exact = Number(sum)
  if (Number.isSafeInteger(exact)) return exact
  throw new PrometheusError('NUMBER_OVERFLOW', `${model}.${field.name}: the sum leaves ±(2^53 − 1).`, {
    model,
    field: field.name,
  })
}

function averageOf(field: FieldShape, sum: unknown, count: unknown): unknown {
  if (sum === null || count === 0) return null
  if (field.kind === 'decimal')
    return divideDecimal(String(sum), Number(count), (field.scale ?? 0) + AVERAGE_DIGITS)
  return Number(sum) / Number(count)
}

/** Puts the figures of one row where they were asked for; `cells` are the decoded values behind the groups. */
function assemble(
  model: string,
  figures: readonly Figure[],
  cells: readonly unknown[],
): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  let next = 0
  for (const { group, field, terms } of figures) {
    const values = cells.slice(next, next + terms.length)
    next += terms.length
    if (field === undefined) row.count = values[0]
    else {
      const value =
        group === 'avg'
          ? averageOf(field, values[0], values[1])
          : group === 'sum'
            ? sumOf(model, field, values[0])
            : values[0]
      row[group] = { ...(row[group] as object | undefined), [field.name]: value }
    }
  }
  return row
}

/** Groups records and computes figures. */
export async function aggregate(owner: Bindable, given: unknown): Promise<Record<string, unknown>[]> {
  const binding = bindingOf(owner)
  const { model } = binding
  const args = checkAggregate(model, given)
  const by = readFields(model, 'by', args.by, isOrderedKind)
  const figures = readFigures(model, args)
  const { guard } = binding.scope
  for (const { name } of [...by, ...figures.flatMap(({ field }) => field ?? [])])
    guard?.requireReadable(model, name)
  const clash = by.find((field) => figures.some(({ group }) => group === field.name))
  if (clash !== undefined) {
    throw invalidQuery(
      model.name,
      clash.name,
      `cannot be in by beside ${clash.name}: both would have the same place in the row`,
    )
  }
  if (by.length + figures.length === 0)
    throw invalidQuery(model.name, undefined, 'has an aggregate that asks for nothing')
  const { prepared, parameters } = readyAggregate(binding, { args, by, figures })
  const rows = await execute(binding, 'aggregate', prepared, parameters)
  return rows.map((row) => {
    const cells = decodeRow(row, prepared)
    const groups = Object.fromEntries(by.map((field, i) => [field.name, cells[i]]))
    return { ...groups, ...assemble(model.name, figures, cells.slice(by.length)) }
  })
}

interface AggregateRequest {
  readonly args: ReturnType<typeof checkAggregate>
  readonly by: readonly FieldShape[]
  readonly figures: readonly Figure[]
}

function readyAggregate(binding: Binding, { args, by, figures }: AggregateRequest) {
  const { model } = binding
  const parameters: unknown[] = []
  const key = new ShapeKey('a')
  const where = readWhere(binding, args.where, { key, parameters })
  const sort = args.sort === undefined ? [] : readSort(model, args.sort, binding.scope.guard)
  const stray = sort.find(
    ({ field, via }) => via !== undefined || !by.some(({ index }) => index === field.index),
  )
  if (stray !== undefined)
    throw invalidQuery(
      model.name,
      stray.via?.[0].relation.name ?? stray.field.name,
      'is not among by, so groups cannot be sorted by it',
    )
  const limit =
    args.limit === undefined
      ? undefined
      : { param: parameters.push(readCount(model, 'limit', args.limit)) - 1 }
  const terms = figures.flatMap((figure) => figure.terms)
  key.text += `b${by.map((field) => field.index).join()}t${terms.map((term) => `${term.fn}${term.field?.index ?? ''}`).join()}`
  key.text += `s${sortKeyText(sort)}${limit === undefined ? '' : 'l'}`
  const prepared = compiled<PreparedRead>(model, key.text, () =>
    model.store.prepare({
      kind: 'aggregate',
      model: model.shape,
      by,
      terms,
      where: where(),
      sort,
      ...(limit && { limit }),
    }),
  )
  return { prepared, parameters }
}
