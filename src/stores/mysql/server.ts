import { sql } from 'kysely'
import { PrometheusError } from '../../errors/error.ts'
import type { Sql } from '../sql/statement.ts'
import { elementsOf } from './elements.ts'

/** All in which MySQL and MariaDB differ. */
export interface Server {
  readonly name: 'MySQL' | 'MariaDB'
  /** Compares text by code point, and counts spaces at its end. */
  readonly collation: string
  /** The type of a column for JSON. */
  readonly json: string
  /** The variable of a session that says how isolated transactions are. */
  readonly isolation: string
  /** The assignment to a variable of a session that bounds how long statements run. */
  statementTimeout(milliseconds: number): string
  /** Whether an insert can give the keys that it made; otherwise the server tells the first of them only. */
  readonly returning: boolean
  /** Whether a check beside a column may have a name. */
  readonly namesChecks: boolean
  /** What tells this server from others, in SQL. */
  readonly identity: string
  /** JSON where the server can look into it, else null: in a write it would fail on what it cannot read. */
  readable(json: Sql): Sql
  /** JSON in a form that is equal exactly where the values are, by type and deeply. */
  canonical(json: Sql): Sql
  /** The same of a parameter, which is text. */
  canonicalText(text: Sql): Sql
  /** Whether an array in JSON has an element, which is in the canonical form. */
  contains(array: Sql, element: Sql): Sql
}

const MARIADB_COLLATION = 'utf8mb4_nopad_bin'

/** In a list, since MariaDB may read on behind an exponent that stands at the end of a text. */
const normalized = (json: Sql): Sql =>
  sql`(json_normalize(concat('[', ${json}, ']')) collate ${sql.raw(MARIADB_COLLATION)})`

const mariadb: Server = {
  name: 'MariaDB',
  collation: MARIADB_COLLATION,
  // Its `json` is such a text too, with a check that refuses what is deeper than 31 levels.
  json: `longtext collate ${MARIADB_COLLATION}`,
  isolation: 'tx_isolation',
  statementTimeout: (milliseconds) => `max_statement_time = ${milliseconds / 1000}`,
  returning: true,
  namesChecks: false,
  // Its `server_uid` is another one with each network card.
  identity: "''",
  // It looks no deeper than 31 levels.
  readable: (json) => sql`if(json_valid(${json}), ${json}, null)`,
  canonical: normalized,
  canonicalText: normalized,
  contains: (array, element) =>
    sql`${element} in (select ${normalized(sql.id('~e', 'v'))} from ${elementsOf(array, '~e')})`,
}

const mysql: Server = {
  name: 'MySQL',
  collation: 'utf8mb4_0900_bin',
  json: 'json',
  isolation: 'transaction_isolation',
  // MySQL bounds reads only.
  statementTimeout: (milliseconds) => `max_execution_time = ${milliseconds}`,
  returning: false,
  namesChecks: true,
  identity: '@@server_uuid',
  readable: (json) => json,
  canonical: (json) => json,
  canonicalText: (text) => sql`cast(${text} as json)`,
  // Asked for the elements as a table, it may look into that of another record.
  contains: (array, element) => sql`${element} member of (${array})`,
}

/** A version as one number: 10.11.19 → 10_011_019. */
function numberOf(version: string): number {
  const [major = 0, minor = 0, patch = 0] = (/^\d+\.\d+\.\d+/.exec(version)?.[0] ?? '').split('.').map(Number)
  return major * 1_000_000 + minor * 1_000 + patch
}

/** What the server can do, by what it says of its version; older ones are refused. */
export function serverOf(version: string): Server {
  const [server, oldest, name] = /mariadb/i.test(version)
    ? ([mariadb, 10_011_000, 'MariaDB 10.11'] as const)
    : ([mysql, 8_000_019, 'MySQL 8.0.19'] as const)
  if (numberOf(version) >= oldest) return server
  const message = `mysql(): the server says that it is ${JSON.stringify(version)}; ${name} or later is needed.`
  throw new PrometheusError('UNSUPPORTED', message)
}
