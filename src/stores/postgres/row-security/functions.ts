const SESSION = `pg_catalog.current_setting('prometheus.session', true)`
const ACTION = `pg_catalog.current_setting('prometheus.action', true)`

/** What a session has told; null where it has told nothing. */
const TOLD = `(case when pg_catalog.length(${SESSION}) operator(pg_catalog.>) 0 then ${SESSION}::pg_catalog.jsonb end)`

/** Operators by their full names: what a caller's search_path has in their place is none of them. */
const FUNCTIONS = [
  `create or replace function prometheus_is(name text) returns boolean language sql stable parallel safe as $$
  select coalesce(${TOLD} operator(pg_catalog.?) name, false) $$;`,
  `create or replace function prometheus_claim(name text, place integer) returns text language sql stable parallel safe as $$
  select ${TOLD} operator(pg_catalog.->) name operator(pg_catalog.->>) place $$;`,
  `create or replace function prometheus_action(name text) returns text language sql stable parallel safe as $$
  select case when pg_catalog.substr(${ACTION}, pg_catalog.strpos(${ACTION}, ':') operator(pg_catalog.+) 1) operator(pg_catalog.=) name
    then pg_catalog.split_part(${ACTION}, ':', 1) end $$;`,
  `create or replace function prometheus_keep() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin
  if row_security_active(tg_relid)
    and not coalesce(nullif(current_setting('prometheus.session', true), '')::jsonb ? 'system', false)
    and coalesce(current_setting('prometheus.action', true), '') <> all (tg_argv[1:])
  then
    raise insufficient_privilege using message = format('%I of %I is changed by no update', tg_argv[0], tg_table_name),
      table = tg_table_name, column = tg_argv[0];
  end if;
  return null;
end $$;`,
]

/** The functions that policies and triggers call. */
export const createFunctions = (): readonly string[] => FUNCTIONS

/** Statements that remove them. */
export const dropFunctions = (): readonly string[] => [
  'drop function if exists prometheus_is(text);',
  'drop function if exists prometheus_claim(text, integer);',
  'drop function if exists prometheus_action(text);',
  'drop function if exists prometheus_keep();',
]
