import { mysql } from 'prometheus-odm/mysql'
import type { Variant } from 'prometheus-odm/testing'
import { conformance } from 'prometheus-odm/testing'
import { afterAll, describe, test } from 'vitest'
import { dropUnused, reusedDatabase } from './reuse.ts'

/** Registers the suite in one variant: each has a file of its own, so that they run beside each other. */
export function conforms(variant: Variant): void {
  afterAll(dropUnused)
  conformance({
    name: 'mysql',
    capabilities: mysql('mysql://never-opened/none').capabilities,
    open: () => reusedDatabase(),
    runner: { describe, test, fails: test.fails },
    variants: [variant],
  })
}
