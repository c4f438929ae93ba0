import { dollarQuoted } from '../literal.ts'
import { quotedText } from './holding-sql.ts'

/** The policies that a table may have. */
export const POLICIES = ['read', 'create', 'update', 'destroy', 'reader'].map((name) => `prometheus_${name}`)

/**
 * A statement that removes all that was made before in the schema, be it of the same models or of what they were then.
 * Tables that are not made rules for anew stay closed, unless they are opened.
 */
export function removeAll(reader: string, opens: boolean): string {
  const names = POLICIES.map(quotedText).join(', ')
  const open = opens
    ? `
    execute format('alter table %I no force row level security', made.tablename);
    execute format('alter table %I disable row level security', made.tablename);`
    : ''
  return `do ${dollarQuoted(` declare made record; begin
  for made in select tablename, policyname from pg_policies where schemaname = current_schema() and policyname in (${names}) loop
    execute format('drop policy %I on %I', made.policyname, made.tablename);
    if made.policyname = 'prometheus_reader' then
      execute format('revoke all on %I from %I', made.tablename, ${quotedText(reader)});
    end if;${open}
  end loop;
  for made in select c.relname, t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
    join pg_namespace n on n.oid = c.relnamespace where n.nspname = current_schema() and p.proname = 'prometheus_keep' loop
    execute format('drop trigger %I on %I', made.tgname, made.relname);
  end loop;
  for made in select viewname from pg_views where schemaname = current_schema() and viewowner = ${quotedText(reader)} loop
    execute format('drop view %I', made.viewname);
  end loop;
end `)};`
}
