import { formatMigration } from '../migrate/file.ts'
import { newName, writeMigration } from '../migrate/folder.ts'
import { sameTables } from '../migrate/same-tables.ts'
import { refuseWrong } from '../migrate/standing.ts'
import { rowSecurityPlan } from '../model/guard/row-security-plan.ts'
import type { RowSecuritySql } from '../store/row-security.ts'
import type { Choice } from './load-config.ts'
import { loadStore, withTarget } from './load-config.ts'
import { stateOf } from './migrate-work.ts'
import { Problem } from './problem.ts'

/** Options of `rls`. */
export interface RlsOptions extends Choice {
  readonly role: string
  readonly reader: string
  readonly down?: true
  readonly check?: true
  readonly migration?: string | true
}

/** The longest name of a role; PostgreSQL would cut a longer one. */
const LONGEST = 63

function checkRoles({ role, reader }: RlsOptions): void {
  for (const [option, name] of [
    ['--role', role],
    ['--reader', reader],
  ] as const) {
    if (name.trim() === '' || Buffer.byteLength(name) > LONGEST)
      throw new Problem(`${option} takes the name of a role, of at most ${LONGEST} bytes.`)
  }
  if (role === reader)
    throw new Problem('--reader is another role than --role: the application would see all that rules see.')
}

/** What the models of a store say, and what keeps it. */
async function rulesOf(options: RlsOptions) {
  checkRoles(options)
  const { loaded, store } = await loadStore(options)
  const { rowSecurity } = store
  if (rowSecurity === undefined)
    throw new Problem(
      `The store is ${store.name}: only PostgreSQL has row-level security; --of <model> names another store.`,
    )
  const { models, stores, store: main } = loaded
  const plan = rowSecurityPlan({ models, stores, store: main }, store)
  if (plan.models.length === 0) throw new Problem('The configuration has no models for this store.')
  return { store, rowSecurity, plan, roles: { application: options.role, reader: options.reader } }
}

async function writeFile(sql: RowSecuritySql, options: RlsOptions): Promise<void> {
  const title = typeof options.migration === 'string' ? options.migration : 'row_level_security'
  await withTarget(options, async (target) => {
    const { files, history, statuses } = await stateOf(target)
    refuseWrong(statuses)
    const pending = statuses.find(({ standing }) => standing !== 'applied')
    if (pending !== undefined) throw new Problem(`${pending.name} is not applied yet: apply it first.`)
    const name = newName(title, files, new Date())
    const summary = [`Rows are shown to ${options.role} as the models say.`]
    const standing = await sameTables({ ...target, history })
    const path = writeMigration(target.folder, name, formatMigration({ ...standing, ...sql, name, summary }))
    process.stdout.write(`Written to ${path}: read it, then apply it.\n`)
  })
}

/** Says how the rules of the database differ from those of the models, and fails where they do. */
async function check(options: RlsOptions): Promise<void> {
  if (options.down || options.migration) throw new Problem('Give --check alone, or --migration, or --down.')
  const { store, rowSecurity, plan, roles } = await rulesOf(options)
  await store.open([])
  try {
    const problems = await rowSecurity.compare(plan, roles)
    for (const problem of problems) process.stdout.write(`${problem}\n`)
    if (problems.length > 0) process.exitCode = 1
    const next = 'Apply what `prometheus-odm rls` writes to make them anew.'
    process.stdout.write(problems.length > 0 ? `${next}\n` : 'The rules of models and database agree.\n')
  } finally {
    await store.close()
  }
}

/** Prints the rules of models as SQL, writes a migration of them, or compares them with the database. */
export async function runRls(options: RlsOptions): Promise<void> {
  if (options.check) return check(options)
  const { rowSecurity, plan, roles } = await rulesOf(options)
  const sql = rowSecurity.write(plan, roles)
  if (options.migration !== undefined) return writeFile(sql, options)
  const statements = options.down ? sql.down : sql.up
  process.stdout.write(`begin;\n${statements.join('\n')}\ncommit;\n`)
}
