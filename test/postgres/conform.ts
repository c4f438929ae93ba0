import { postgres } from 'prometheus-odm/postgres'
import type { Variant } from 'prometheus-odm/testing'
import { conformance } from 'prometheus-odm/testing'
import { afterAll, describe, test } from 'vitest'
import { dropUnused, reusedSchema } from './reuse.ts'

/** Registers the suite in one variant: each has a file of its own, so that they run beside each other. */
export function conforms(variant: Variant): void {
  afterAll(dropUnused)
  conformance({
    name: 'postgres',
    capabilities: postgres('postgres://never-opened').capabilities,
    open: () => reusedSchema(),
    runner: { describe, test, fails: test.fails },
    variants: [variant],
  })
}
