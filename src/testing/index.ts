export { type ConformanceOptions, conformance, type Runner, type StoreFixture, type TestContext } from './conformance.ts'
export type { Capability, Scenario, ScenarioContext } from './scenario.ts'
export { pending, scenarios } from './scenarios/all.ts'
export { insideTransaction, plain, throughMixin, type Variant, variants } from './variants.ts'
