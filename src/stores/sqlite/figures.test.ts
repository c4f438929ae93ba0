import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import type { AggregateTerm, Row, Store, StoreTransaction } from '../../store/contract.ts'
import { at, failing, insertInto, model, stock } from './stock.fixture.ts'

let store: Store
beforeEach(async () => {
  store = await stock()
})

const insert = (names: readonly string[], rows: readonly Row[], tx: StoreTransaction | null = null) =>
  insertInto(store, names, rows, tx)

function aggregate(...terms: AggregateTerm[]): unknown[] {
  const prepared = store.prepare({
    kind: 'aggregate',
    model,
    by: [],
    terms,
    where: { op: 'always' },
    sort: [],
  })
  const [row = []] = prepared.run([], null) as readonly (readonly never[])[]
  return row.map((raw, i) => (raw === null ? null : (prepared.decode[i]?.(raw) ?? raw)))
}

describe('a sum', () => {
  test('is exact past 64 bits, and null of none', () => {
    expect(
      aggregate({ fn: 'sum', field: at('big') }, { fn: 'sum', field: at('amount') }, { fn: 'count' }),
    ).toEqual([null, null, 0])
    const digits = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n })
    fc.assert(
      fc.property(fc.array(digits, { minLength: 1, maxLength: 12 }), (list) => {
        store.prepare({ kind: 'destroy', model, where: { op: 'always' } }).run([], null)
        const text = (value: bigint, scale: number) => {
          const padded = String(value < 0n ? -value : value).padStart(scale + 1, '0')
          return `${value < 0n ? '-' : ''}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
        }
        insert(
          ['big', 'cents', 'amount'],
          list.map((value) => [value * 9n, text(value, 4), text(value, 10)]),
        )
        const total = list.reduce((sum, value) => sum + value, 0n)
        const terms = (['big', 'cents', 'amount'] as const).map(
          (name) => ({ fn: 'sum', field: at(name) }) as const,
        )
        expect(aggregate(...terms)).toEqual([total * 9n, text(total, 4), text(total, 10)])
      }),
    )
  })

  test('of numbers is a number, and past their range an overflow', () => {
    insert(['ratio'], [[0.1], [0.2], [null]])
    expect(aggregate({ fn: 'sum', field: at('ratio') })[0]).toBeCloseTo(0.3)
    insert(['ratio'], [[Number.MAX_VALUE], [Number.MAX_VALUE]])
    expect(failing(() => aggregate({ fn: 'sum', field: at('ratio') }))).toMatchObject({
      code: 'NUMBER_OVERFLOW',
    })
  })

  test('stands beside counts, minima and maxima of the field’s type', () => {
    insert(
      ['count', 'big', 'amount'],
      [
        [1, 2n ** 60n, '-10.0000000000'],
        [3, -(2n ** 60n) - 1n, '9.0000000000'],
        [null, null, null],
      ],
    )
    const [min, max] = [
      (name: string) => ({ fn: 'min', field: at(name) }) as const,
      (name: string) => ({ fn: 'max', field: at(name) }) as const,
    ]
    expect(
      aggregate(
        { fn: 'count', field: at('count') },
        { fn: 'sum', field: at('count') },
        min('big'),
        max('big'),
        min('amount'),
        max('amount'),
      ),
    ).toEqual([2, 4n, -(2n ** 60n) - 1n, 2n ** 60n, '-10.0000000000', '9.0000000000'])
  })
})
