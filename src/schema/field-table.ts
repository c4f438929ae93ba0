import type { FieldKind } from './kinds.ts'

/** The fixed row of one field kind: what users see of it and how each store keeps it. It is on disk: never change it. */
export interface FieldTableRow {
  /** The value in TypeScript. */
  readonly type: string
  /** The form in JSON. */
  readonly json: string
  readonly sqlite: string
  readonly postgres: string
  readonly mysql: string
  readonly mongodb: string
  readonly redis: string
}

const row = (
  type: string,
  json: string,
  sqlite: string,
  postgres: string,
  mysql: string,
  mongodb: string,
  redis = 'text',
): FieldTableRow => ({ type, json, sqlite, postgres, mysql, mongodb, redis })

const shortText = (size: string): FieldTableRow =>
  row('string', 'string', 'TEXT', 'text COLLATE "C"', `varchar(${size}) utf8mb4 binary`, 'string')

/** The field table: decided once for every store, also those that come later. */
export const fieldTable: Readonly<Record<FieldKind, FieldTableRow>> = {
  id: row(
    'string (UUID) · number (auto) · string (ObjectId)',
    'string · number · string',
    'TEXT · INTEGER · TEXT',
    'uuid · bigint identity · char(24)',
    'char(36) ascii · bigint auto_increment · char(24) ascii',
    'string · long · objectId',
  ),
  string: shortText('maxLength'),
  text: row('string', 'string', 'TEXT', 'text COLLATE "C"', 'longtext utf8mb4 binary', 'string'),
  integer: row('number (±2^53−1)', 'number', 'INTEGER', 'bigint', 'bigint', 'long'),
  bigint: row('bigint (64 bits)', 'string', 'INTEGER', 'bigint', 'bigint', 'long'),
  number: row('number (finite)', 'number', 'REAL', 'double precision', 'double', 'double'),
  decimal: row(
    'string at the declared scale',
    'string',
    'INTEGER scaled (to 18 digits) · TEXT of fixed width',
    'numeric(precision, scale)',
    'decimal(precision, scale)',
    'decimal128 (to 34 digits) · object of two decimal128',
  ),
  boolean: row('boolean', 'boolean', 'INTEGER 0, 1', 'boolean', 'tinyint(1)', 'bool'),
  date: row("string 'YYYY-MM-DD'", 'string', 'TEXT', 'date', 'date', 'string'),
  datetime: row(
    'Date (UTC, milliseconds)',
    'string, ISO 8601 with Z',
    'INTEGER milliseconds',
    'timestamptz(3)',
    'datetime(3)',
    'date',
  ),
  time: row("string 'HH:MM:SS.mmm'", 'string', 'TEXT', 'time(3)', 'time(3)', 'string'),
  json: row('plain data, frozen', 'itself', 'TEXT', 'jsonb', 'json', 'the same data, keys sorted'),
  array: row('array of the element, frozen', 'array', 'TEXT (JSON)', 'array of the element', 'json', 'array'),
  enum: shortText('longest value'),
  email: shortText('254'),
  url: row('string', 'string', 'TEXT', 'text COLLATE "C"', 'varchar(2048) utf8mb4 binary', 'string'),
  phone: shortText('16'),
  color: shortText('9'),
  ip: shortText('45'),
  password: row('Password (verify)', 'never', 'TEXT (scrypt)', 'text', 'varchar(255) ascii', 'string'),
  bytes: row(
    'Uint8Array',
    'string (base64)',
    'BLOB',
    'bytea',
    'longblob',
    'binData, and beside it a string in their order',
  ),
  file: row('FileValue', 'object', 'TEXT (JSON)', 'jsonb', 'json', 'the same data, keys sorted'),
}
