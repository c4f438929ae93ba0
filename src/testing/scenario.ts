import type { everything as Everything } from '../model/prometheus.ts'
import type { StatementEvent } from '../model/types/db-type.ts'
import type { Capabilities } from '../store/capabilities.ts'
import type { LooseDatabase } from './loose.ts'
import type { SuiteDatabase, SuiteScope } from './models.ts'

/** What a scenario may ask of a store beyond the core. */
export type Capability = keyof Capabilities

/** What a scenario runs on: a fresh, empty store with the suite's models. */
export interface ScenarioContext {
  /** The database or, in the variant of that name, a transaction on it. */
  readonly db: SuiteScope
  readonly capabilities: Capabilities
  /** The filter that says all. */
  readonly everything: typeof Everything
  /** A second connection to the same data, where the store can have one. */
  readonly again?: SuiteScope
  /** Closes the database. */
  close(): Promise<void>
  /** Opens the same data again, after {@link close}. */
  reopen(): Promise<SuiteDatabase>
  /** Connects other models to a fresh store or, with `again`, to the data of this one. */
  connectTo(models: object, options?: ConnectToOptions): Promise<LooseDatabase>
  /** Listens to the statements of the database; gives a function that stops it. */
  readonly listen: (listener: (event: StatementEvent) => void) => () => void
}

/** How {@link ScenarioContext.connectTo} connects. */
export interface ConnectToOptions {
  /** Whether to the data of the scenario's database; then {@link ScenarioContext.close} it before. */
  readonly again?: boolean
  /** Whether tables and columns that are missing are made; they are by default. */
  readonly sync?: boolean
}

/** One rule, and the code that shows whether a store keeps it. */
export interface Scenario {
  /** The number of the rule or, of those that have none, a name; one of its kind in the suite. */
  readonly id: number | string
  readonly group: string
  /** What holds, as a sentence. */
  readonly title: string
  /** Capabilities without which the rule means nothing. */
  readonly needs?: readonly Capability[]
  /** Whether it opens transactions or connections of its own, and so runs in no other transaction. */
  readonly alone?: boolean
  /** Whether it is about code that says by itself on whose behalf it works, and so runs for no session. */
  readonly sessionless?: boolean
  /** Why it cannot hold yet; it then must fail, so that whoever closes the gap removes this line. */
  readonly gap?: string
  run(context: ScenarioContext): Promise<void>
}

/** Scenarios of one group. */
export const group = (name: string, scenarios: readonly Omit<Scenario, 'group'>[]): readonly Scenario[] =>
  scenarios.map((scenario) => ({ ...scenario, group: name }))
