import { describe, expect, test } from 'vitest'
import type { ModelShape } from '../schema/shape.ts'
import type { ColumnState, IndexState, TableState } from '../store/schema-access.ts'
import { inverse } from '../stores/sql/schema/steps.ts'
import { allSteps, changesOf } from './changes.ts'
import { schemaChecksum } from './checksum.ts'
import { describeStep } from './describe.ts'
import { withoutLosses } from './losses.ts'

const column = (name: string, more: Partial<ColumnState> = {}): ColumnState => ({
  name,
  type: 'text',
  nullable: true,
  auto: false,
  ...more,
})
const index = (name: string, ...columns: string[]): IndexState => ({
  name,
  columns: columns.map((one) => ({ column: one })),
  unique: false,
})
const table = (
  name: string,
  columns: readonly ColumnState[],
  more: Partial<TableState> = {},
): TableState => ({
  name,
  columns: [column('id', { nullable: false }), ...columns],
  key: { columns: ['id'] },
  references: [],
  indexes: [],
  extras: [],
  triggers: [],
  ...more,
})
const shape = (name: string, was: Readonly<Record<string, string>> = {}, tableWas?: string): ModelShape => ({
  name,
  table: name,
  fields: Object.entries(was).map(([to, from], i) => ({
    index: i,
    name: to,
    column: to,
    kind: 'text',
    nullable: true,
    was: [from],
  })),
  key: [],
  indexes: [],
  ...(tableWas !== undefined && { was: [tableWas] }),
})

interface Given {
  actual: TableState[]
  wanted: TableState[]
  models?: ModelShape[]
  managed?: string[]
}
const changes = ({ actual, wanted, models = [], managed = [] }: Given) =>
  changesOf({ actual, wanted, models, managed })
const words = (given: Given) => allSteps(changes(given)).map(describeStep)

describe('the changes between tables', () => {
  const a = table('a', [column('x'), column('y')], { indexes: [index('i', 'x')] })

  test('are none where all is alike, in whatever order', () => {
    const other = { ...a, columns: a.columns.toReversed() }
    expect(changes({ actual: [table('z', []), a], wanted: [other] })).toEqual([])
    expect(schemaChecksum([a], ['a'])).toBe(schemaChecksum([table('z', []), other], ['a']))
  })

  test('make tables, columns and indexes, and remove them', () => {
    const b = table('b', [column('x', { type: 'int', default: '1', nullable: false }), column('z')], {
      indexes: [index('j', 'z', 'x')],
    })
    expect(words({ actual: [], wanted: [a] })).toEqual(['make table a', 'make index i of a'])
    expect(words({ actual: [{ ...a, name: 'b' }], wanted: [b] })).toEqual([
      'remove index i of b',
      'add b.z: text',
      'change b.x: text → int, takes no null, default 1',
      'remove b.y',
      'make index j of b',
    ])
  })

  test('leave tables of others alone, and remove those of former models', () => {
    expect(words({ actual: [a], wanted: [] })).toEqual([])
    expect(words({ actual: [a], wanted: [], managed: ['a'] })).toEqual(['remove table a'])
  })

  test('rename by hint, once, and only what is there under the old name alone', () => {
    const wanted = [table('b', [column('new'), column('y')], { indexes: [index('k', 'new')] })]
    const models = [shape('b', { new: 'x' }, 'a')]
    expect(words({ actual: [a], wanted, models })).toEqual([
      'rename table a to b',
      'rename b.x to new',
      'rename index i of b to k',
    ])
    expect(words({ actual: wanted, wanted, models })).toEqual([])
    const both = [table('b', [column('x'), column('new'), column('y')])]
    expect(words({ actual: both, wanted: [table('b', [column('new'), column('y')])], models })).toEqual([
      'remove b.x',
    ])
    expect(words({ actual: [a], wanted: [a, ...wanted], models: [shape('a'), ...models] })).toEqual([
      'make table b',
      'make index k of b',
    ])
  })

  test('know references to what is renamed as the same', () => {
    const refer = (to: string, foreign: string): TableState =>
      table('c', [column('of')], { references: [{ columns: ['of'], table: to, foreign: [foreign] }] })
    const given = {
      actual: [a, refer('a', 'x')],
      wanted: [table('b', [column('new'), column('y')], { indexes: [index('i', 'new')] }), refer('b', 'new')],
      models: [shape('b', { new: 'x' }, 'a')],
    }
    expect(words(given)).toEqual(['rename table a to b', 'rename b.x to new'])
  })

  test('turn round', () => {
    const wanted = [table('b', [column('new', { nullable: false })], { indexes: [index('k', 'new')] })]
    const there = changes({ actual: [a], wanted, models: [shape('b', { new: 'x' }, 'a')] })
    const back = there.map(inverse)
    expect(allSteps(back).map(describeStep)).toEqual([
      'rename table b to a',
      'rename a.new to x',
      'rename index k of a to i',
      'add a.y: text',
      'change a.x: takes null',
    ])
    expect(back.map(inverse)).toEqual(there)
  })
})

describe('changes without losses', () => {
  test('keep columns, with their indexes and references, and let records be without them', () => {
    const full = table(
      'a',
      [column('x', { nullable: false }), column('y', { nullable: false, default: '1' })],
      {
        indexes: [index('i', 'x')],
        references: [{ columns: ['x'], table: 'b', foreign: ['id'] }],
      },
    )
    const all = changes({ actual: [full, table('b', [])], wanted: [table('a', [])], managed: ['a', 'b'] })
    const kept = withoutLosses(all)
    expect(kept.losses).toEqual(['column a.x', 'column a.y', 'table b'])
    expect(allSteps(kept.changes).map(describeStep)).toEqual(['change a.x: takes null'])
  })

  test('are all changes where nothing is lost', () => {
    const all = changes({ actual: [table('a', [])], wanted: [table('a', [column('x')])] })
    expect(withoutLosses(all)).toEqual({ changes: all, losses: [] })
  })
})
