// Run by node:test in a process of its own: the suite needs no particular runner.
import { describe, test } from 'node:test'
import { memory } from '../../src/stores/memory/index.ts'
import { conformance } from '../../src/testing/conformance.ts'
import { nullScenarios } from '../../src/testing/scenarios/null.ts'
import { orderScenarios } from '../../src/testing/scenarios/order.ts'
import { plain } from '../../src/testing/variants.ts'

conformance({
  name: 'memory',
  open: () => ({ store: memory() }),
  runner: { describe, test },
  scenarios: [...nullScenarios, ...orderScenarios],
  variants: [plain],
})
