import { isPrometheusError } from 'prometheus-odm'
import { describe, expect, test } from 'vitest'
import type { Ground } from './ground.ts'
import { connect, Entry, outcome } from './ground.ts'

/** What users see where an address is wrong. */
export function refusals(ground: Ground): void {
  const opened = (url: string) => connect({ models: { Entry }, store: ground.engine.store({ url }) })
  const at = (part: 'password' | 'username' | 'pathname' | 'port' | 'hostname', wrong: string): string => {
    const changed = new URL(ground.server.url)
    changed[part] = wrong
    return changed.href
  }

  describe('what cannot be reached', () => {
    test('is told as such: password, user, database, port and name of the server', async () => {
      const right = await opened(ground.server.url)
      await right.close()
      const urls = [
        at('password', 'wrong'),
        at('username', 'nobody'),
        at('pathname', '/nowhere'),
        at('port', '1'),
        at('hostname', 'nowhere.invalid'),
      ]
      for (const url of urls) expect(await outcome(opened(url)), url).toBe('CONNECTION_FAILED')
    })

    test('says in words what is wrong and where, and never the password', async () => {
      const refused = async (url: string) => {
        const error = await opened(url).catch((reason: unknown) => reason)
        return isPrometheusError(error) ? `${error.message} ${JSON.stringify(error)}` : String(error)
      }
      const message = await refused(at('password', 'wrong-secret'))
      expect(message).toMatch(/refuses the user or the password: .*\(known@127\.0\.0\.1:\d+\/faults\)/)
      expect(message).not.toContain('wrong-secret')
      expect(await refused(at('pathname', '/nowhere'))).toMatch(/ \(known@127\.0\.0\.1:\d+\/nowhere\)/)
    })
  })
}
