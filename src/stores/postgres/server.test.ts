import { expect, test } from 'vitest'
import { cast } from '../../support/cast.ts'
import type { Connection } from './connection.ts'
import { checkServer } from './server.ts'

const asked = ['server_version_num', 'server_encoding', 'DateStyle', 'extra_float_digits', 'bytea_output']
const good = ['150020', 'UTF8', 'ISO, MDY', '1', 'hex']

/** A connection to a server that answers with these settings. */
const says = (settings: readonly string[]): Connection =>
  cast<Connection>(
    {
      async script(text: string) {
        expect([...text.matchAll(/current_setting\('(\w+)'\)/g)].map(([, name]) => name)).toEqual(asked)
        return { rows: [settings] }
      },
    },
    'what is asked of it',
  )

test.each([
  ['120022', ['120022', ...good.slice(1)], /is PostgreSQL 12; version 13 or later is needed/],
  ['90624', ['90624', ...good.slice(1)], /is PostgreSQL 9;/],
  ['SQL_ASCII', [good[0], 'SQL_ASCII', ...good.slice(2)], /is in SQL_ASCII/],
  ['German dates', ['150020', 'UTF8', 'German, DMY', '1', 'hex'], /sets DateStyle/],
  ['old bytes', ['150020', 'UTF8', 'ISO, MDY', '1', 'escape'], /bytea_output/],
] as const)('a server with %s is refused', async (_, settings, message) => {
  const refused = checkServer(says(settings.map(String)))
  await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  await expect(refused).rejects.toThrow(message)
})

test.each(['130000', '150020', '180001'])('version %s is taken', async (version) => {
  await expect(checkServer(says([version, ...good.slice(1)]))).resolves.toBeUndefined()
})
