import { describe, expect, test } from 'vitest'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { Assignment } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { inOrder } from './assignment-order.ts'

const written = { id: field.id(), a: field.integer(), b: field.integer(), c: field.integer() }
const schema = cast<SchemaDefinition>(written, 'the factories give definitions')
const { shape } = buildModelSchema({ name: 'Row', schema }, new Map())
const at = (name: string): FieldShape => shape.fields.find((one) => one.name === name) as FieldShape
const copy = (to: string, from: string): Assignment => ({ field: at(to), to: { op: 'copy', from: at(from) } })
const add = (name: string): Assignment => ({ field: at(name), to: { op: 'increment', param: 0 } })
const order = (...set: Assignment[]) => inOrder(set)?.map((one) => one.field.name)

describe('assignments', () => {
  test('that read nothing of each other stay as they are', () => {
    expect(order(add('a'), add('b'), add('c'))).toEqual(['a', 'b', 'c'])
    expect(order(copy('a', 'a'))).toEqual(['a'])
    expect(order()).toEqual([])
  })

  test('come before what would change what they read', () => {
    expect(order(add('a'), copy('b', 'a'))).toEqual(['b', 'a'])
    expect(order(copy('a', 'b'), copy('b', 'c'), add('c'))).toEqual(['a', 'b', 'c'])
    expect(order(add('c'), copy('b', 'c'), copy('a', 'b'))).toEqual(['a', 'b', 'c'])
  })

  test('in a circle have no order', () => {
    expect(order(copy('a', 'b'), copy('b', 'a'))).toBeUndefined()
    expect(order(copy('a', 'b'), copy('b', 'c'), copy('c', 'a'))).toBeUndefined()
  })
})
