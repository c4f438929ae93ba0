import { memory } from 'prometheus-odm/memory'
import { conformance } from 'prometheus-odm/testing'
import { describe, test } from 'vitest'

conformance({
  name: 'memory',
  capabilities: memory().capabilities,
  open: () => ({ store: memory() }),
  runner: { describe, test, fails: test.fails },
})
