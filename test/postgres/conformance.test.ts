import { postgres } from 'prometheus-odm/postgres'
import { conformance } from 'prometheus-odm/testing'
import { afterAll, describe, test } from 'vitest'
import { dropUnused, reusedSchema } from './reuse.ts'

afterAll(dropUnused)

conformance({
  name: 'postgres',
  capabilities: postgres('postgres://never-opened').capabilities,
  open: () => reusedSchema(),
  runner: { describe, test, fails: test.fails },
})
