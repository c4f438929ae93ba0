import type { DatabaseRoles } from '../../../store/row-security.ts'
import type { Connection } from '../connection.ts'
import { quotedText } from './holding-sql.ts'
import { POLICIES } from './removal.ts'

/** What the current schema has of rules, in PostgreSQL's own words, by what each is and is called. */
export type HeldRules = ReadonlyMap<string, string>

const FUNCTIONS = ['is', 'claim', 'action', 'keep'].map((name) => quotedText(`prometheus_${name}`)).join(', ')

const IN_SCHEMA = 'to_regnamespace(quote_ident(current_schema()))'

/** Each is a query of names and texts. The functions of the catalog leave out the schema where it is the current one. */
const queriesOf = ({ application, reader }: DatabaseRoles): readonly string[] => [
  `select 'forced row level security of ' || c.relname, '' from pg_class c
    where c.relnamespace = ${IN_SCHEMA} and c.relrowsecurity and c.relforcerowsecurity`,
  `select 'policy ' || p.polname || ' of ' || c.relname, json_build_array(p.polcmd, p.polpermissive,
      (select json_agg(r.rolname order by r.rolname) from pg_roles r where r.oid = any(p.polroles)),
      pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))::text
    from pg_policy p join pg_class c on c.oid = p.polrelid
    where c.relnamespace = ${IN_SCHEMA} and p.polname in (${POLICIES.map(quotedText).join(', ')})`,
  `select 'trigger ' || t.tgname || ' of ' || c.relname, t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid, true)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc f on f.oid = t.tgfoid
    where c.relnamespace = ${IN_SCHEMA} and f.proname = 'prometheus_keep'`,
  `select 'function ' || f.proname, json_build_array(f.prosrc, l.lanname, format_type(f.prorettype, null),
      pg_get_function_arguments(f.oid), f.provolatile, f.proparallel, f.prosecdef, f.proconfig)::text
    from pg_proc f join pg_language l on l.oid = f.prolang
    where f.pronamespace = ${IN_SCHEMA} and f.proname in (${FUNCTIONS})`,
  `select 'view ' || c.relname, json_build_array(pg_get_viewdef(c.oid), c.reloptions,
      has_table_privilege(${quotedText(application)}, c.oid, 'select'))::text
    from pg_class c join pg_roles r on r.oid = c.relowner
    where c.relnamespace = ${IN_SCHEMA} and c.relkind = 'v' and r.rolname = ${quotedText(reader)}`,
  `select 'right of ' || r.rolname || ' to read ' || c.relname || '.' || a.attname, ''
    from pg_class c join pg_attribute a on a.attrelid = c.oid cross join aclexplode(a.attacl) g join pg_roles r on r.oid = g.grantee
    where c.relnamespace = ${IN_SCHEMA} and c.relkind in ('r', 'p') and r.rolname = ${quotedText(reader)} and g.privilege_type = 'SELECT'`,
]

/** Reads what the current schema has of rules. */
export async function readHeldRules(connection: Connection, roles: DatabaseRoles): Promise<HeldRules> {
  const { rows } = await connection.script(queriesOf(roles).join('\nunion all '))
  return new Map(rows.map(([name, text]) => [String(name), String(text)]))
}
