import type { DatabaseRoles } from '../../../store/row-security.ts'
import { quoted } from '../../sql/schema/names.ts'
import { dollarQuoted } from '../literal.ts'
import { quotedText } from './holding-sql.ts'
import type { Seen } from './through-views.ts'
import { viewOf } from './through-views.ts'

const list = (columns: ReadonlySet<string>): string => [...columns].toSorted().map(quoted).join(', ')

/** Makes the role that rules look at related records as; whoever runs this belongs to it until the end, unless they always do. */
export function openReader({ application, reader }: DatabaseRoles): string {
  const [name, by] = [quotedText(reader), quotedText(application)]
  return `do ${dollarQuoted(` begin
  if not exists (select from pg_roles where rolname = ${by} and not rolsuper and not rolbypassrls) then
    raise 'there is no role % that row-level security holds for', ${by};
  end if;
  if not exists (select from pg_roles where rolname = ${name}) then
    create role ${quoted(reader)} nologin;
  end if;
  if not pg_has_role(current_user, ${name}, 'usage') then
    grant ${quoted(reader)} to current_user;
    perform set_config('prometheus.joined', 'reader', true);
  end if;
  execute format('grant create on schema %I to %I', current_schema(), ${name});
end `)};`
}

/** Takes from the role what was needed to make its views, and from whoever made them what it may see. */
export function closeReader({ application, reader }: DatabaseRoles): string {
  const name = quotedText(reader)
  return `do ${dollarQuoted(` begin
  execute format('revoke create on schema %I from %I', current_schema(), ${name});
  if current_setting('prometheus.joined', true) = 'reader' then
    revoke ${quoted(reader)} from current_user;
  end if;
  if pg_has_role(${quotedText(application)}, ${name}, 'usage') then
    raise 'the role % may see all that % does', ${quotedText(application)}, ${name};
  end if;
end `)};`
}

/** Statements that let rules look at all records of the tables that they lead to. */
export const createViews = (seen: Seen, { application, reader }: DatabaseRoles): string[] =>
  [...seen].flatMap(([table, columns]) => {
    const [view, role] = [quoted(viewOf(table)), quoted(reader)]
    return [
      `grant select (${list(columns)}) on ${quoted(table)} to ${role};`,
      `create policy prometheus_reader on ${quoted(table)} for select to ${role} using (true);`,
      `create view ${view} as select ${list(columns)} from ${quoted(table)};`,
      `alter view ${view} owner to ${role};`,
      `grant select on ${view} to ${quoted(application)};`,
    ]
  })
