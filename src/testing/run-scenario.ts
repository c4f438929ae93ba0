import assert from 'node:assert/strict'
import { everything } from '../model/prometheus.ts'
import type { Store } from '../store/contract.ts'
import { cast } from '../support/cast.ts'
import type { LooseDatabase } from './loose.ts'
import type { SuiteDatabase, SuiteModels } from './models.ts'
import { connect } from './models.ts'
import type { ConnectToOptions, Scenario, ScenarioContext } from './scenario.ts'
import type { Variant } from './variants.ts'
import { plain } from './variants.ts'

/** A fresh, empty store for one scenario. */
export interface StoreFixture {
  readonly store: Store
  /** Another connection to the same data; every store with the capability `persistent` has one. */
  again?(): Store
  /** Removes what the store leaves behind; called after the store was closed. */
  cleanup?(): void | Promise<void>
}

/** Makes a fresh, empty store. */
export type OpenFixture = () => StoreFixture | Promise<StoreFixture>

/** Everything that one scenario opens, so that it can be closed whatever happens. */
class Session {
  readonly #open: OpenFixture
  readonly #fixtures: StoreFixture[]
  readonly #databases: { close(): Promise<void> }[] = []

  constructor(fixture: StoreFixture, open: OpenFixture) {
    this.#fixtures = [fixture]
    this.#open = open
  }

  keep<T extends { close(): Promise<void> }>(database: T): T {
    this.#databases.push(database)
    return database
  }

  /** Connects the suite's models to the same data once more. */
  async second(): Promise<SuiteDatabase> {
    return this.keep(await plain.connect(this.#again()))
  }

  /** Connects other models to the same data, or to a fresh store. */
  async connectTo(
    models: object,
    { again = false, sync = true }: ConnectToOptions = {},
  ): Promise<LooseDatabase> {
    const store = again ? this.#again() : await this.#fresh()
    const known = cast<SuiteModels>(models, 'the scenario knows its models')
    const database = this.keep(await connect<SuiteModels>({ models: known, store, sync }))
    return cast<LooseDatabase>(database, 'the scenario knows its models')
  }

  async end(): Promise<void> {
    for (const database of this.#databases.toReversed()) await database.close()
    for (const { cleanup } of this.#fixtures) await cleanup?.()
  }

  #again(): Store {
    const again = this.#fixtures[0]?.again
    assert.ok(again, 'a persistent store needs `again` in its fixture, to be opened twice')
    return again()
  }

  async #fresh(): Promise<Store> {
    const fixture = await this.#open()
    this.#fixtures.push(fixture)
    return fixture.store
  }
}

/** Runs one scenario in one variant on a fresh store, and closes and removes all that it opened. */
export async function runScenario(
  { variant, open }: { readonly variant: Variant; readonly open: OpenFixture },
  fixture: StoreFixture,
  scenario: Scenario,
): Promise<void> {
  const session = new Session(fixture, open)
  try {
    const database = session.keep(await variant.connect(fixture.store))
    const again = scenario.alone && fixture.again ? await session.second() : undefined
    const context: Omit<ScenarioContext, 'db'> = {
      capabilities: fixture.store.capabilities,
      everything,
      ...(again && { again }),
      close: () => database.close(),
      reopen: () => session.second(),
      connectTo: (models, options) => session.connectTo(models, options),
      listen: (listener) => database.on('statement', listener),
    }
    await variant.run(database, (db) => scenario.run({ ...context, db }))
  } finally {
    await session.end()
  }
}
