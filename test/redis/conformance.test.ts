import { redis } from 'prometheus-odm/redis'
import { conformance } from 'prometheus-odm/testing'
import { describe, test } from 'vitest'
import { freshPrefix, removeKeys, url } from './server.ts'

conformance({
  name: 'redis',
  capabilities: redis(url).capabilities,
  open() {
    const prefix = freshPrefix()
    const again = () => redis({ url, prefix })
    return { store: again(), again, cleanup: () => removeKeys(prefix) }
  },
  runner: { describe, test, fails: test.fails },
})
