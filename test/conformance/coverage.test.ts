import { pending, scenarios } from 'prometheus-odm/testing'
import { describe, expect, test } from 'vitest'
import { measuredDifferences, pendingDifferences } from './rules.ts'

const ids = scenarios.map(({ id }) => id)
const numbers = ids.filter((id) => typeof id === 'number')
const waiting = Object.keys(pending).map(Number).filter(Number.isInteger)

describe('the suite covers the rules', () => {
  test('each of the numbered cases 1 to 131 is a scenario or waits with a reason', () => {
    const all = [...numbers, ...waiting].toSorted((a, b) => a - b)
    expect(all).toEqual(Array.from({ length: 131 }, (_, index) => index + 1))
  })

  test('each measured difference names scenarios that exist', () => {
    const topics = Object.entries(measuredDifferences)
    expect(topics.length + Object.keys(pendingDifferences).length).toBe(26)
    for (const [topic, named] of topics) {
      expect(named.length, topic).toBeGreaterThan(0)
      expect(
        named.filter((id) => !ids.includes(id)),
        topic,
      ).toEqual([])
    }
  })

  test('every scenario has an id and a title of its own, and titles state behaviour', () => {
    expect(new Set(ids.map(String)).size).toBe(scenarios.length)
    expect(new Set(scenarios.map(({ title }) => title)).size).toBe(scenarios.length)
    expect(scenarios.filter(({ title }) => /\bshould\b/i.test(title))).toEqual([])
  })
})
