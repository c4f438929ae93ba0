import assert from 'node:assert/strict'
import { describe, expect, test } from 'vitest'
import type { Capabilities } from '../store/capabilities.ts'
import type { Store } from '../store/contract.ts'
import { cast } from '../support/cast.ts'
import type { ConformanceOptions, Runner, TestContext } from './conformance.ts'
import { conformance } from './conformance.ts'
import type { SuiteDatabase } from './models.ts'
import type { Scenario } from './scenario.ts'
import type { Variant } from './variants.ts'

interface Outcome {
  readonly title: string
  readonly result: 'passed' | 'failed' | `skipped: ${string}`
}

const capabilities = cast<Capabilities>({ transactions: true, persistent: false }, 'those that are asked for')

/** A runner that runs what was registered, one test after the other. */
function recorder() {
  const registered: { title: string; body: (context: TestContext) => Promise<void> }[] = []
  const runner: Runner = {
    describe: (_, body) => body(),
    test: (title, body) => registered.push({ title, body }),
  }
  const outcomeOf = async ({ title, body }: (typeof registered)[number]): Promise<Outcome> => {
    const skipped: string[] = []
    const context: TestContext = { skip: (reason) => skipped.push(reason) }
    const passed = await body(context).then(
      () => true,
      () => false,
    )
    return { title, result: skipped.length > 0 ? `skipped: ${skipped}` : passed ? 'passed' : 'failed' }
  }
  const run = async () => {
    const outcomes: Outcome[] = []
    for (const one of registered) outcomes.push(await outcomeOf(one))
    return outcomes
  }
  return { runner, run }
}

const variant: Variant = {
  name: 'fake',
  connect: async () =>
    cast<SuiteDatabase>({ close: async () => undefined }, 'scenarios here use no database'),
  run: (db, scenario) => scenario(db),
}

const scenario = (id: string, more: Partial<Scenario> = {}): Scenario => ({
  id,
  group: 'group',
  title: 'title',
  run: async () => undefined,
  ...more,
})

const failing = async () => assert.fail('wrong')

async function results(more: Partial<ConformanceOptions>): Promise<{ outcomes: Outcome[]; lines: string[] }> {
  const { runner, run } = recorder()
  const lines: string[] = []
  conformance({
    name: 'fake',
    open: () => ({
      store: cast<Store>({ capabilities, close: () => undefined }, 'a store that is not used'),
    }),
    runner,
    variants: [variant],
    report: (line) => lines.push(line),
    ...more,
  })
  return { outcomes: await run(), lines }
}

const resultOf = async (more: Partial<ConformanceOptions>) =>
  (await results(more)).outcomes.map((one) => one.result)

describe('a conformance suite', () => {
  test('passes and fails with its scenarios', async () => {
    const scenarios = [scenario('right'), scenario('wrong', { run: failing })]
    expect(await resultOf({ scenarios })).toEqual(['passed', 'failed', 'passed'])
  })

  test('fails where a known gap is closed, and passes while it is open', async () => {
    const gap = 'not there yet'
    const scenarios = [scenario('open', { gap, run: failing }), scenario('closed', { gap })]
    expect(await resultOf({ scenarios })).toEqual(['passed', 'failed', 'passed'])
    const gaps = { known: 'of this store alone' }
    expect(await resultOf({ scenarios: [scenario('known', { run: failing })], gaps })).toEqual([
      'passed',
      'passed',
    ])
    expect(await resultOf({ scenarios: [scenario('known')], gaps })).toEqual(['failed', 'passed'])
  })

  test('hands known gaps to the runner where it has expected failures', async () => {
    const { runner, run } = recorder()
    const expected: string[] = []
    const fails = (title: string) => expected.push(title)
    await results({
      runner: { ...runner, fails },
      scenarios: [scenario('open', { gap: 'later', run: failing }), scenario('a')],
    })
    expect(expected).toEqual(['[open] title (known gap: later)'])
    expect((await run()).map((one) => one.title)).toEqual([
      '[a] title',
      'the suite has run, and says what it left out',
    ])
  })

  test('names what a store lacks the capability for, and does not call it passed', async () => {
    const scenarios = [scenario('a'), scenario('lasting', { needs: ['persistent'] })]
    const known = await results({ scenarios, capabilities })
    expect(known.outcomes.map((one) => one.result)).toEqual(['passed', 'passed'])
    expect(known.lines).toContain('fake: not run [lasting] title (fake): lacks persistent')
    const probed = await results({ scenarios })
    expect(probed.outcomes.map((one) => one.result)).toEqual([
      'passed',
      'skipped: the store lacks persistent',
      'passed',
    ])
    expect(probed.lines).toContain('fake: not run [lasting] title (fake): lacks persistent')
  })

  test('fails where the store has other capabilities than were said', async () => {
    const said = { ...capabilities, persistent: true }
    expect(await resultOf({ scenarios: [scenario('a')], capabilities: said })).toEqual(['failed', 'failed'])
  })

  test('fails where no scenario ran', async () => {
    const scenarios = [scenario('lasting', { needs: ['persistent'] })]
    expect(await resultOf({ scenarios, capabilities })).toEqual(['failed'])
  })

  test('leaves scenarios that must be alone out of variants that nest them', async () => {
    const scenarios = [scenario('a'), scenario('b', { alone: true })]
    const variants = [variant, { ...variant, name: 'nested', nested: true }]
    const { outcomes } = await results({ scenarios, variants })
    expect(outcomes.map((one) => one.title)).toEqual([
      '[a] title',
      '[b] title',
      '[a] title',
      'the suite has run, and says what it left out',
    ])
  })

  test('cleans up after each scenario, also after one that fails', async () => {
    let opened = 0
    let cleaned = 0
    const open = () => {
      opened++
      const store = cast<Store>({ capabilities, close: () => undefined }, 'a store that is not used')
      return { store, cleanup: () => void cleaned++ }
    }
    await results({
      open,
      scenarios: [scenario('a'), scenario('b', { run: failing }), scenario('c', { needs: ['persistent'] })],
    })
    expect([opened, cleaned]).toEqual([3, 3])
  })

  test('refuses gaps of scenarios that do not exist, and two scenarios of one id', async () => {
    await expect(results({ scenarios: [scenario('a')], gaps: { b: 'no such scenario' } })).rejects.toThrow(
      /do not exist/,
    )
    await expect(results({ scenarios: [scenario('a'), scenario('a')] })).rejects.toThrow(/same id/)
  })
})
