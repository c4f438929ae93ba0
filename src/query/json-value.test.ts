import { describe, expect, test } from 'vitest'
import { compareJson, jsonEquals, jsonIdentity, valueAt } from './json-value.ts'

describe('valueAt', () => {
  const proto = JSON.parse('{"__proto__": {"x": 1}}') as unknown
  test.each<[string, unknown, string[], unknown]>([
    ['the value of a key', { a: 1 }, ['a'], 1],
    ['the value of several keys', { a: { b: { c: 'x' } } }, ['a', 'b', 'c'], 'x'],
    ['null that is there', { a: null }, ['a'], null],
    ['undefined for a missing key', { a: 1 }, ['b'], undefined],
    ['undefined below null', { a: null }, ['a', 'b'], undefined],
    ['undefined below a scalar', { a: 'text' }, ['a', 'length'], undefined],
    ['undefined inside an array', { a: [1] }, ['a', '0'], undefined],
    ['undefined for the length of an array', { a: [1] }, ['a', 'length'], undefined],
    ['a key of digits in an object', { a: { 0: 'x' } }, ['a', '0'], 'x'],
    ['a key with a dot', { 'a.b': 1, a: { b: 2 } }, ['a.b'], 1],
    ['a key of other letters', { ключ: 1 }, ['ключ'], 1],
    ['an empty key', { '': 1 }, [''], 1],
    ['undefined for what Object has', {}, ['constructor'], undefined],
    ['undefined for __proto__ that is inherited', {}, ['__proto__'], undefined],
    ['an own key __proto__', proto, ['__proto__', 'x'], 1],
    ['the value itself for no keys', { a: 1 }, [], { a: 1 }],
    ['undefined below a null field', null, ['a'], undefined],
  ])('%s', (_title, root, path, expected) => {
    expect(valueAt(root, path)).toEqual(expected)
  })
})

describe('jsonEquals and jsonIdentity agree that', () => {
  test.each<[title: string, a: unknown, b: unknown, same: boolean]>([
    ['the order of keys counts nothing', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
    ['the order of elements counts', [1, 2], [2, 1], false],
    ['-0 is 0', [-0], [0], true],
    ['a number is not its text', 1, '1', false],
    ['a boolean is not its text', true, 'true', false],
    ['null is not missing', { a: null }, {}, false],
    ['null is not an object', null, {}, false],
    ['an array is not an object', [], {}, false],
    ['an array is not an object with its keys', ['x'], { 0: 'x' }, false],
    ['a longer array is another', [1], [1, 1], false],
    ['more keys are another object', { a: 1 }, { a: 1, b: 2 }, false],
    ['as many other keys are another object', { a: 1 }, { b: 1 }, false],
    ['an inherited key is no key', { toString: 1 }, { valueOf: 1 }, false],
    ['depth counts', { a: { b: 1 } }, { a: { b: 2 } }, false],
    ['quotes in keys do not confuse', { 'a":1,"b': 1 }, { a: 1, b: 1 }, false],
    ['null is null', null, null, true],
    ['empty objects are equal', {}, {}, true],
  ])('%s', (_title, a, b, same) => {
    expect([jsonEquals(a, b), jsonEquals(b, a), jsonIdentity(a) === jsonIdentity(b)]).toEqual([
      same,
      same,
      same,
    ])
  })
})

describe('compareJson', () => {
  test.each<[string, unknown, unknown, number | undefined]>([
    ['numbers by amount', 10, 9, 1],
    ['text by code point', '10', '9', -1],
    ['text beyond the basic plane', '～', '😀', -1],
    ['false before true', false, true, -1],
    ['equal numbers', 1, 1, 0],
    ['no text and number', '10', 9, undefined],
    ['no number and boolean', 1, false, undefined],
    ['no null', null, null, undefined],
    ['no arrays', [1], [2], undefined],
  ])('%s', (_title, a, b, sign) => {
    const order = compareJson(a, b)
    expect(order === undefined ? undefined : Math.sign(order)).toBe(sign)
  })
})
