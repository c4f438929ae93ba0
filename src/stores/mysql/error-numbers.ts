import type { ErrorCode } from '../../errors/codes.ts'

/** What an error of the server means that is about no value of a model. */
export interface Condition {
  readonly code: ErrorCode
  readonly text: string
  /** Whether the connection ends with it. */
  readonly ends: boolean
}

const is = (code: ErrorCode, text: string): Condition => ({ code, text, ends: false })
const ends = (text: string): Condition => ({ code: 'CONNECTION_FAILED', text, ends: true })

const UNREACHABLE = ends(
  'the server cannot be reached, or has ended the connection: check that it runs, its address and, with `ssl`, that its certificate is trusted.',
)
const REFUSED = ends(
  'the server refuses the user or the password: check both, and whether the user has to come by `ssl`.',
)
const NO_ENTRY = ends(
  'the account is locked, or its password has expired: unlock it, or set another password.',
)
const FULL_HOUSE = ends('the server takes no more connections: lower `max`, or raise its max_connections.')
const TOO_LATE = is('TIMEOUT', 'the statement ran for too long, or was interrupted.')
const READ_ONLY = is(
  'STORE_READ_ONLY',
  'the server is read-only, as a replica is: connect to one that takes writes.',
)
const NO_ROOM = is('STORE_FULL', 'there is no room left on the disk of the server: free some.')
const NO_RIGHT = is('STORE_ERROR', 'the user of the database may not do this: grant the right.')
const TOO_LARGE = is(
  'CHECK_VIOLATION',
  'a value is larger than the server takes: raise its max_allowed_packet.',
)
const TOO_WIDE = is(
  'UNSUPPORTED',
  'the table would be wider than the server allows: shorten its texts by `maxLength`, or make some of them of kind text.',
)
const DAMAGED = is('STORE_CORRUPT', 'the server found damaged data: see the cause.')

/** By the number of MySQL and MariaDB; 0 is what no server reported. */
export const CONDITIONS: Readonly<Record<number, Condition>> = {
  0: UNREACHABLE,
  1213: is('SERIALIZATION_FAILURE', 'the transaction met another one.'),
  1020: is('SERIALIZATION_FAILURE', 'another transaction wrote since this one read.'),
  3101: is('SERIALIZATION_FAILURE', 'another server of the group wrote since the transaction read.'),
  1205: is('LOCK_TIMEOUT', 'another transaction held its lock for too long.'),
  3572: is('LOCK_TIMEOUT', 'another transaction holds a lock.'),
  1969: TOO_LATE,
  3024: TOO_LATE,
  1317: TOO_LATE,
  1927: ends('the connection was ended on the server.'),
  1053: ends('the server is shutting down.'),
  4031: ends('the server has ended the connection, as it did nothing for too long.'),
  1040: FULL_HOUSE,
  1203: FULL_HOUSE,
  1226: FULL_HOUSE,
  1129: ends('the server refuses this machine after too many failures: run FLUSH HOSTS on it.'),
  1130: ends('the server takes no connection from this machine.'),
  1044: REFUSED,
  1045: REFUSED,
  1698: REFUSED,
  1251: REFUSED,
  3159: ends('the server takes encrypted connections only: set `ssl`.'),
  1820: NO_ENTRY,
  1862: NO_ENTRY,
  3118: NO_ENTRY,
  4151: NO_ENTRY,
  1049: ends('the server has no such database: create it, or name another.'),
  1142: NO_RIGHT,
  1143: NO_RIGHT,
  1227: NO_RIGHT,
  1290: READ_ONLY,
  1792: is('STORE_READ_ONLY', 'the transaction is read-only.'),
  1836: READ_ONLY,
  1021: NO_ROOM,
  1114: NO_ROOM,
  1153: { ...TOO_LARGE, ends: true },
  1301: TOO_LARGE,
  1118: TOO_WIDE,
  1071: TOO_WIDE,
  1117: TOO_WIDE,
  1461: is(
    'STORE_ERROR',
    'the server keeps too many statements prepared: lower `preparedStatements`, or raise its max_prepared_stmt_count.',
  ),
  126: DAMAGED,
  1034: DAMAGED,
  1712: DAMAGED,
}

/** The meaning of a number that is in no table. */
export const OTHER = is('STORE_ERROR', 'the database failed; see the cause.')
