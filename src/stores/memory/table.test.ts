import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { fieldShape } from '../../schema/shape.fixture.ts'
import type { ModelShape } from '../../schema/shape.ts'
import { State } from './state.ts'
import { rulesOfTables } from './table-rules.ts'

const ref = { model: 'Node', table: 'node', attribute: 'id', column: 'id' }
const id = fieldShape(0, 'id', 'integer', { nullable: false })
const code = fieldShape(1, 'code', 'integer')
const model: ModelShape = {
  name: 'Node',
  table: 'node',
  fields: [id, code, fieldShape(2, 'parentId', 'integer', { ref })],
  key: [id],
  indexes: [{ name: 'node_code', fields: [code], unique: true }],
}
const row = (key: number, unique: number | null, parent: number | null = null) =>
  [key, unique, parent] as const

let state: State
beforeEach(() => {
  state = new State(rulesOfTables([model]))
})
const rowsOf = (seen: State) => [...seen.table('node').rows()]

describe('a layer', () => {
  beforeEach(() => {
    state.changes('node').put(1, row(1, 10))
    state.changes('node').put(2, row(2, 20, 1))
  })

  test('shows what it changed over what is below, and the state below does not see it', () => {
    const layer = state.layer()
    layer.changes('node').put(1, row(1, 11))
    layer.changes('node').remove(2)
    layer.changes('node').put(3, row(3, 30))
    expect(rowsOf(layer)).toEqual([row(1, 11), row(3, 30)])
    expect(rowsOf(state)).toEqual([row(1, 10), row(2, 20, 1)])
  })

  test('has unique values and references of its own', () => {
    const layer = state.layer()
    const table = layer.changes('node')
    table.put(2, row(2, 21, 2))
    expect([table.holder(0, 20), table.holder(0, 21), table.holder(0, 10)]).toEqual([undefined, 2, 1])
    expect([table.referrers(0, 1), table.referrers(0, 2)]).toEqual([0, 1])
    expect([state.table('node').holder(0, 20), state.table('node').referrers(0, 1)]).toEqual([2, 1])
  })

  test('leaves its changes below when it is merged', () => {
    const layer = state.layer()
    layer.changes('node').remove(1)
    layer.changes('node').put(2, row(2, 10))
    layer.merge()
    const table = state.table('node')
    expect(rowsOf(state)).toEqual([row(2, 10)])
    expect([table.holder(0, 10), table.holder(0, 20), table.referrers(0, 1)]).toEqual([2, undefined, 0])
  })

  test('exchanges unique values between rows', () => {
    const layer = state.layer()
    const table = layer.changes('node')
    table.remove(1)
    table.remove(2)
    table.put(1, row(1, 20))
    table.put(2, row(2, 10))
    layer.merge()
    expect([state.table('node').holder(0, 10), state.table('node').holder(0, 20)]).toEqual([2, 1])
  })

  test('of a layer merges into it and not further', () => {
    const outer = state.layer()
    const inner = outer.layer()
    inner.changes('node').remove(1)
    inner.merge()
    expect([rowsOf(outer).length, rowsOf(state).length]).toEqual([1, 2])
  })

  test('in which work fails changes nothing', () => {
    const work = (layer: State) => {
      layer.changes('node').remove(1)
      throw new RangeError('no')
    }
    expect(() => state.atomically(work)).toThrow(RangeError)
    expect(rowsOf(state)).toHaveLength(2)
  })
})

test('a table that no model has is refused', () => {
  expect(() => state.table('other')).toThrow(expect.objectContaining({ code: 'SCHEMA_MISMATCH' }))
})

interface Step {
  readonly op: 'put' | 'remove' | 'open' | 'merge' | 'drop'
  readonly key: number
  readonly code: number | null
  readonly parent: number | null
}
type Rows = ReadonlyMap<number, readonly [id: number, code: number | null, parent: number | null]>

/** What plain maps say of the step: the rows of each state of the stack, its top last. */
function expectedAfter(stack: readonly Rows[], { op, key, code: unique, parent }: Step): Rows[] {
  const lower = stack.slice(0, -1)
  const top = stack.at(-1) ?? new Map()
  if (op === 'open') return [...stack, top]
  if (op === 'remove') return [...lower, new Map([...top].filter(([id]) => id !== key))]
  if (op === 'put') return [...lower, new Map([...top, [key, row(key, unique, parent)]])]
  return op === 'merge' ? [...lower.slice(0, -1), top] : lower
}

function doStep(stack: State[], { op, key, code: unique, parent }: Step): void {
  const top = stack.at(-1) ?? state
  if (op === 'put') top.changes('node').put(key, row(key, unique, parent))
  if (op === 'remove') top.changes('node').remove(key)
  if (op === 'open') stack.push(top.layer())
  if (op === 'merge') top.merge()
  if (op === 'merge' || op === 'drop') stack.pop()
}

const isAllowed = (stack: readonly Rows[], { op, key, code: unique }: Step): boolean => {
  if (op === 'merge' || op === 'drop') return stack.length > 1
  const others = [...(stack.at(-1)?.values() ?? [])].filter(([id]) => id !== key)
  return op !== 'put' || unique === null || others.every(([, taken]) => taken !== unique)
}

test('a stack of layers always shows what plain maps of rows would', () => {
  const key = fc.integer({ min: 0, max: 4 })
  const maybe = fc.option(key)
  const op = fc.constantFrom('put', 'put', 'put', 'remove', 'open', 'merge', 'drop')
  const values = [0, 1, 2, 3, 4]
  const check = (steps: readonly Step[]) => {
    const stack = [new State(rulesOfTables([model]))]
    let expected: Rows[] = [new Map()]
    for (const step of steps) {
      if (!isAllowed(expected, step)) continue
      expected = expectedAfter(expected, step)
      doStep(stack, step)
      const rows = [...(expected.at(-1)?.values() ?? [])]
      const table = stack.at(-1)?.table('node')
      const shown = new Map([...(table?.rows() ?? [])].map((values) => [values[0], values]))
      expect([
        values.map((id) => shown.get(id)),
        values.map((id) => table?.get(id)),
        values.map((value) => table?.holder(0, value)),
        values.map((value) => table?.referrers(0, value)),
      ]).toEqual([
        values.map((id) => rows.find(([own]) => own === id)),
        values.map((id) => rows.find(([own]) => own === id)),
        values.map((value) => rows.find(([, unique]) => unique === value)?.[0]),
        values.map((value) => rows.filter(([, , parent]) => parent === value).length),
      ])
    }
  }
  const step: fc.Arbitrary<Step> = fc.record({ op, key, code: maybe, parent: maybe })
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), check), { numRuns: 100 })
})
