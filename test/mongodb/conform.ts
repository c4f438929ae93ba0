import { mongodb } from 'prometheus-odm/mongodb'
import { conformance } from 'prometheus-odm/testing'
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { Variant } from '../../src/testing/variants.ts'
import type { Tested } from './fixture.ts'
import { fixtureOn, testedServer } from './fixture.ts'

/** Registers the conformance suite in one of its variants: each has a file, so that they run beside each other. */
export function conform(variant: Variant): void {
  let tested: Tested
  beforeAll(async () => {
    tested = await testedServer()
    console.info(`mongodb: ${variant.name}: tested on ${tested.name}`)
  })
  afterAll(() => tested.stop())
  conformance({
    name: 'mongodb',
    capabilities: mongodb('mongodb://never-opened/x').capabilities,
    open: () => fixtureOn(tested.url),
    runner: { describe, test, fails: test.fails },
    variants: [variant],
  })
}
