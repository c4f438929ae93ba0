import { applyMigrations } from '../../src/migrate/apply.ts'
import { readFolder } from '../../src/migrate/folder.ts'
import type { MigrationSession, SchemaAccess } from '../../src/store/schema-access.ts'
import { engines } from './engines.ts'

// Applies migrations in a process of its own; where it meets a statement with a text, it stands still before or after it.
const [name, address = '', folder = '', text, when] = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)

async function standStill(): Promise<never> {
  say('stands still')
  return new Promise(() => setInterval(() => undefined, 1_000))
}

function stopping(session: MigrationSession): MigrationSession {
  return {
    read: () => session.read(),
    atomically: (work) => session.atomically(work),
    async run(statement) {
      const isIt = text !== undefined && statement.includes(text)
      if (isIt && when === 'before') await standStill()
      const rows = await session.run(statement)
      if (isIt && when === 'after') await standStill()
      return rows
    },
  }
}

const store = engines.find((engine) => engine.name === name)?.store(address)
if (store?.schema === undefined) throw new TypeError(`no engine ${name}`)
await store.open([])
const { schema } = store
const access: SchemaAccess = {
  ...schema,
  migrate: (wait, work) => schema.migrate(wait, (session) => work(stopping(session))),
}
say('begins')
const { names } = await applyMigrations({ access, files: readFolder(folder, access), wait: 30_000 })
say(`applied ${names.length}`)
await store.close()
