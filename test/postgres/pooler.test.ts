import { conformance, scenarios, variants } from 'prometheus-odm/testing'
import { afterAll, describe, test } from 'vitest'
import { dropUnused, reusedSchema } from './reuse.ts'

afterAll(dropUnused)

/** What uses a connection in other ways than a single statement does, and values of every kind. */
const groups = new Set([
  'transactions',
  'savepoints',
  'isolation',
  'bulk writes',
  'upserts',
  'kinds',
  'numbers',
])

// As behind a pooler by transaction: no statement is prepared, and nothing is set as a connection begins.
conformance({
  name: 'postgres, unprepared',
  open: () => reusedSchema({ prepare: false }),
  runner: { describe, test, fails: test.fails },
  scenarios: scenarios.filter(({ group }) => groups.has(group)),
  variants: variants.filter(({ name }) => name !== 'through a mixin and hooks that do nothing'),
})
