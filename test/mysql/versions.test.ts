import { createPrometheus, field } from 'prometheus-odm'
import { mysql } from 'prometheus-odm/mysql'
import { expect, test } from 'vitest'
import { canStartServer, startServer } from '../../scripts/engines/mariadb.mjs'
import { urlOf } from './server.ts'

const { defineModel, connect } = createPrometheus()

class Entry extends defineModel({ name: 'Entry', schema: { id: field.id() } }) {}

// MySQL cannot be started with the name of another version.
test('a server that is too old is refused', async ({ skip }) => {
  if (!canStartServer()) skip('no MariaDB server is installed here, to be started with another version')
  const old = await startServer({ settings: ['--version=10.6.16-MariaDB'] })
  try {
    const store = mysql(urlOf('mysql', old.url))
    const refused = connect({ models: { Entry }, store })
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED' })
    await expect(refused).rejects.toThrow(/"10\.6\.16-MariaDB.*"; MariaDB 10\.11 or later is needed/)
  } finally {
    await old.remove()
  }
})
