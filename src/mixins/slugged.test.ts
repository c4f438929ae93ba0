import { expect, test } from 'vitest'
import { slugOf, slugPattern } from './slugged.ts'

const everyCharacter = function* () {
  for (let point = 1; point <= 0x10ffff; point++) {
    if (point < 0xd800 || point > 0xdfff) yield String.fromCodePoint(point)
  }
}

test('every character and what may stand around it makes a slug that the field takes', () => {
  const wrong: string[] = []
  for (const character of everyCharacter()) {
    for (const text of [character, `x${character}y`]) if (!slugPattern.test(slugOf(text))) wrong.push(text)
  }
  expect(wrong).toEqual([])
})

test('a slug of a slug is the same', () => {
  for (const text of ['Crème Brûlée', 'ガス 한국', 'чайник й', 'हिन्दी', "Don't!", '  --  ', 'ǅ İ ﬁ ①'])
    expect(slugOf(slugOf(text))).toBe(slugOf(text))
})

test('a slug has at most a hundred characters, and ends with none that joins', () => {
  expect(slugOf(`${'a'.repeat(99)} b`)).toBe('a'.repeat(99))
  expect([...slugOf('𝟘'.repeat(50) + '東'.repeat(90))]).toHaveLength(100)
})
