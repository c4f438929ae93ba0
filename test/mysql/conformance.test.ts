import { mysql } from 'prometheus-odm/mysql'
import { conformance } from 'prometheus-odm/testing'
import { afterAll, describe, test } from 'vitest'
import { dropUnused, reusedDatabase } from './reuse.ts'

afterAll(dropUnused)

conformance({
  name: 'mysql',
  capabilities: mysql('mysql://never-opened/none').capabilities,
  open: reusedDatabase,
  runner: { describe, test, fails: test.fails },
})
