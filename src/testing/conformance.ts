import assert from 'node:assert/strict'
import type { Capabilities } from '../store/capabilities.ts'
import type { OpenFixture } from './run-scenario.ts'
import { runScenario } from './run-scenario.ts'
import type { Capability, Scenario } from './scenario.ts'
import { scenarios as allScenarios } from './scenarios/all.ts'
import type { Variant } from './variants.ts'
import { variants as allVariants } from './variants.ts'

/** What a test runner tells a running test; as in vitest and node:test. */
export interface TestContext {
  skip(reason: string): void
}

/** Registers one test. */
export type RegisterTest = (title: string, body: (context: TestContext) => Promise<void>) => unknown

/** The functions of a test runner that the suite needs: those of vitest, node:test and their like. */
export interface Runner {
  readonly describe: (title: string, body: () => void) => unknown
  readonly test: RegisterTest
  /** Registers a test that must fail, where the runner has such (`test.fails` of vitest). */
  readonly fails?: RegisterTest
}

/** What the suite is run on. */
export interface ConformanceOptions {
  /** The store's name in titles. */
  readonly name: string
  /** Makes a fresh, empty store; called once for each scenario. */
  readonly open: OpenFixture
  readonly runner: Runner
  /**
   * What the store can do, of any instance: `memory().capabilities`. What it excludes is then no test, but a line of
   * the report; without it, such tests skip themselves as they begin.
   */
  readonly capabilities?: Capabilities
  /** In which ways the suite runs; all by default. */
  readonly variants?: readonly Variant[]
  /** What is known not to hold on this store yet, by the scenario's id, with the reason; it then must fail. */
  readonly gaps?: Readonly<Record<string, string>>
  /** Which scenarios run; all by default. */
  readonly scenarios?: readonly Scenario[]
  /** Receives the lines of the report at the end; the console by default. */
  report?(line: string): void
}

/** What became of the scenarios of one run. */
interface Tally {
  ran: number
  readonly lacking: Map<string, string>
  readonly gaps: Map<string, string>
}

/**
 * Registers the conformance suite with a test runner: every scenario in every variant, each on a fresh store. What
 * a store's capabilities exclude is reported by name; a known gap must fail, so that closing it removes its mention.
 * @example
 * conformance({ name: 'memory', open: () => ({ store: memory() }), runner: { describe, test } })
 */
export function conformance(options: ConformanceOptions): void {
  const { name, runner, variants = allVariants, scenarios = allScenarios } = options
  const tally: Tally = { ran: 0, lacking: new Map(), gaps: new Map() }
  checkIds(options.gaps ?? {}, scenarios)
  runner.describe(`${name} conforms`, () => {
    for (const variant of variants) registerVariant({ options, variant, tally }, scenarios)
    runner.test('the suite has run, and says what it left out', async () => report(options, tally))
  })
}

function checkIds(gaps: Readonly<Record<string, string>>, scenarios: readonly Scenario[]): void {
  const known = new Set(scenarios.map(({ id }) => String(id)))
  assert.equal(known.size, scenarios.length, 'two scenarios have the same id')
  const unknown = Object.keys(gaps).filter((id) => !known.has(id))
  assert.deepEqual(unknown, [], 'gaps name scenarios that do not exist')
}

interface Registration {
  readonly options: ConformanceOptions
  readonly variant: Variant
  readonly tally: Tally
}

/** Registers what a variant runs of the suite; runners refuse a variant that is empty. */
function registerVariant(registration: Registration, scenarios: readonly Scenario[]): void {
  const { variant, options } = registration
  const chosen = scenarios.filter((scenario) => {
    if (scenario.alone && variant.nested) return false
    if (scenario.sessionless && variant.session) return false
    return options.capabilities === undefined || !lacks(registration, scenario, options.capabilities)
  })
  if (chosen.length === 0) return
  options.runner.describe(variant.name, () => registerGroups(registration, chosen))
}

function registerGroups(registration: Registration, chosen: readonly Scenario[]): void {
  for (const group of new Set(chosen.map((scenario) => scenario.group))) {
    registration.options.runner.describe(group, () => {
      for (const scenario of chosen.filter((one) => one.group === group)) register(registration, scenario)
    })
  }
}

function lacks(
  { variant, tally }: Registration,
  scenario: Scenario,
  capabilities: Capabilities,
): string | undefined {
  const needs: readonly Capability[] = [...(variant.needs ?? []), ...(scenario.needs ?? [])]
  const missing = needs.filter((capability) => !capabilities[capability])
  if (missing.length === 0) return undefined
  tally.lacking.set(`[${scenario.id}] ${scenario.title} (${variant.name})`, missing.join(', '))
  return `the store lacks ${missing.join(', ')}`
}

function register(registration: Registration, scenario: Scenario): void {
  const { options, tally } = registration
  const gap = options.gaps?.[scenario.id] ?? scenario.gap
  const title = `[${scenario.id}] ${scenario.title}`
  if (gap === undefined) {
    options.runner.test(title, (test) => runTest(registration, scenario, test))
    return
  }
  tally.gaps.set(title, gap)
  const { fails } = options.runner
  if (fails) fails(`${title} (known gap: ${gap})`, (test) => runTest(registration, scenario, test))
  else
    options.runner.test(`${title} (known gap: ${gap})`, (test) =>
      mustFail(runTest(registration, scenario, test), scenario),
    )
}

async function mustFail(run: Promise<void>, { id }: Scenario): Promise<void> {
  const failed = await run.then(
    () => false,
    () => true,
  )
  assert.ok(failed, `the gap of scenario ${id} is closed: remove its mention`)
}

async function runTest(registration: Registration, scenario: Scenario, test: TestContext): Promise<void> {
  const { options, variant, tally } = registration
  const fixture = await options.open()
  const { capabilities } = fixture.store
  if (options.capabilities)
    assert.deepEqual(capabilities, options.capabilities, 'the store has other capabilities')
  const lacking = lacks(registration, scenario, capabilities)
  if (lacking !== undefined) {
    await fixture.store.close()
    await fixture.cleanup?.()
    return test.skip(lacking)
  }
  tally.ran++
  await runScenario({ variant, open: options.open }, fixture, scenario)
}

function report(
  { name, report: write = console.info }: ConformanceOptions,
  { ran, lacking, gaps }: Tally,
): void {
  for (const [title, reason] of gaps) write(`${name}: known gap ${title}: ${reason}`)
  for (const [title, capability] of lacking) write(`${name}: not run ${title}: lacks ${capability}`)
  assert.ok(ran > 0, `no scenario ran on ${name}`)
  write(
    `${name}: ${ran} scenarios ran, ${gaps.size} known gaps, ${lacking.size} not run for lack of a capability`,
  )
}
