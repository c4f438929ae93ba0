import { sql } from 'kysely'
import { PrometheusError } from '../../../errors/error.ts'
import type { ModelShape } from '../../../schema/shape.ts'
import { joined } from '../../sql/statement.ts'
import type { Connection } from '../connection.ts'
import { postgresDialect } from '../dialect.ts'
import { textLiteral } from '../literal.ts'

/** The library's own tables have no rules: nothing in them is read on anybody's behalf. */
const isGuarded = ({ table }: ModelShape): boolean => !table.startsWith('prometheus_')

/** Refuses tables whose rows the database shows to anybody: those without rules, and all to a role that passes rules by. */
export async function checkRowSecurity(connection: Connection, models: readonly ModelShape[]): Promise<void> {
  const tables = joined(models.filter(isGuarded).map(({ table }) => textLiteral(table)))
  const text = sql`select c.relname, current_user from pg_class c
    where c.relnamespace = to_regnamespace(quote_ident(current_schema())) and c.relkind in ('r', 'p')
      and c.relname = any(array[${tables}]::name[]) and not row_security_active(c.oid) order by 1`
  const { rows } = await connection.script(text.compile(postgresDialect.kysely).sql)
  const [first] = rows
  if (first === undefined) return
  const open = rows.map(([table]) => table).join(', ')
  const message = `postgres(): rowSecurity is on, and the database shows all rows of ${open} to the role ${first[1]}: apply what \`prometheus-odm rls\` writes, and connect as a role that is no superuser and has no BYPASSRLS.`
  throw new PrometheusError('SCHEMA_MISMATCH', message, {
    models: models.filter(({ table }) => rows.some(([name]) => name === table)).map(({ name }) => name),
  })
}
