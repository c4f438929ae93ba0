import { describe, expect, test } from 'vitest'
import type { FieldDefinition } from '../schema/definition.ts'
import { field } from '../schema/factories.ts'
import { cast } from '../support/cast.ts'
import { defineMixin } from './define-model.ts'
import type { WrittenDefinition } from './definition.ts'
import { mergeMixins } from './mixin.ts'

const merge = (written: WrittenDefinition) => mergeMixins({ name: 'Model', ...written })
const text = cast<FieldDefinition>(field.string(), 'factories give definitions')
const nothing = () => undefined

describe('mixins that merge', () => {
  test('add their fields behind those of the model, and their indexes', () => {
    const first = defineMixin({ schema: { b: text }, indexes: [{ fields: ['b'] }] })
    const second = defineMixin({
      schema: { c: text },
      methods: { m: nothing },
      statics: { s: nothing },
    })
    const merged = merge({
      schema: { a: text },
      indexes: [{ fields: ['a'] }],
      mixins: [first, second],
    })
    expect(Object.keys(merged.schema)).toEqual(['a', 'b', 'c'])
    expect(merged.indexes).toEqual([{ fields: ['a'] }, { fields: ['b'] }])
    expect([Object.keys(merged.methods), Object.keys(merged.statics)]).toEqual([['m'], ['s']])
  })

  test('run their hooks in their order, before those of the model', () => {
    const hooks = [1, 2, 3].map((number) => ({ beforeSave: () => void number }))
    const [first, second, own] = hooks
    const mixins = [defineMixin({ hooks: first ?? {} }), defineMixin({ hooks: second ?? {} })]
    const merged = merge({ mixins, hooks: { ...own, afterSave: nothing } })
    expect(merged.hooks.beforeSave).toEqual(hooks.map(({ beforeSave }) => beforeSave))
    expect(merged.hooks.afterSave).toEqual([nothing])
  })

  test('join permissions by action, and leave them out where nobody declares any', () => {
    const mixin = defineMixin({ permissions: { read: ['guest'], destroy: ['user'] } })
    expect(merge({ mixins: [mixin], permissions: { read: ['user'] } }).permissions).toEqual({
      read: ['guest', 'user'],
      destroy: ['user'],
    })
    expect('permissions' in merge({ mixins: [defineMixin({})] })).toBe(false)
  })

  test('are the same called or not', () => {
    const mixin = defineMixin({ schema: { b: text } })
    expect(merge({ mixins: [mixin()] })).toEqual(merge({ mixins: [mixin] }))
    expect(mixin()).toBe(mixin)
  })
})

describe('mixins are refused', () => {
  const clashing: Record<string, WrittenDefinition> = {
    schema: { schema: { same: text } },
    methods: { methods: { same: nothing } },
    statics: { statics: { same: nothing } },
    roles: { roles: { same: 'id' } },
  }

  test.each(Object.entries(clashing))(
    'where one and the model have the same name in their %s',
    (_part, part) => {
      const error = { code: 'INVALID_MODEL', details: { model: 'Model', field: 'same' } }
      expect(() => merge({ ...part, mixins: [defineMixin(part)] })).toThrow(expect.objectContaining(error))
      expect(() => merge({ mixins: [defineMixin(part), defineMixin(part)] })).toThrow(
        expect.objectContaining(error),
      )
    },
  )

  test('not where a name is one that every object has', () => {
    const merged = merge({ roles: { toString: 'id' }, mixins: [defineMixin({ roles: { valueOf: 'id' } })] })
    expect(Object.keys(merged.roles).toSorted()).toEqual(['toString', 'valueOf'])
  })

  test.each([[{ schema: {} }], [nothing], [null], ['timestamps']])('that are no mixins: %j', (mixin) => {
    expect(() => merge({ mixins: [mixin] })).toThrow(/must come from defineMixin/)
  })

  test('with options that are misspelt, or only models have', () => {
    const unknown = (name: string) => expect.objectContaining({ code: 'UNKNOWN_NAME', details: { name } })
    expect(() => defineMixin({ table: 'x' })).toThrow(unknown('table'))
    expect(() => defineMixin({ hooks: { beforeSav: nothing } })).toThrow(/Did you mean 'beforeSave'\?/)
    expect(() => defineMixin({ scheme: {} } as WrittenDefinition)).toThrow(/Did you mean 'schema'\?/)
  })
})
