import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from 'prometheus-odm/sqlite'
import { conformance } from 'prometheus-odm/testing'
import { describe, test } from 'vitest'

conformance({
  name: 'sqlite',
  capabilities: sqlite('never-opened.db').capabilities,
  open() {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-conformance-'))
    const again = () => sqlite(join(folder, 'data.db'))
    return { store: again(), again, cleanup: () => rmSync(folder, { recursive: true }) }
  },
  runner: { describe, test, fails: test.fails },
})
