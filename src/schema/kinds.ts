/** Every kind of field whose value is stored; a `ref` is stored as the kind of the key that it names. */
export const fieldKinds = [
  'id',
  'string',
  'text',
  'integer',
  'bigint',
  'number',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'time',
  'json',
  'array',
  'enum',
  'email',
  'url',
  'phone',
  'color',
  'ip',
  'password',
  'bytes',
  'file',
] as const

/** The kind of a stored field. */
export type FieldKind = (typeof fieldKinds)[number]

/** How the values of an `id` field come about. */
export type IdType = 'uuid' | 'auto' | 'objectId'

const numeric: ReadonlySet<FieldKind> = new Set(['integer', 'bigint', 'number', 'decimal'])
const text: ReadonlySet<FieldKind> = new Set([
  'string',
  'text',
  'enum',
  'email',
  'url',
  'phone',
  'color',
  'ip',
])
const structured: ReadonlySet<FieldKind> = new Set(['json', 'array', 'file', 'password'])

/** Whether sums, averages and `$inc` apply to a kind. */
export const isNumericKind = (kind: FieldKind): boolean => numeric.has(kind)

/** Whether `$contains` and its family apply to a kind. */
export const isTextKind = (kind: FieldKind): boolean => text.has(kind)

/** Whether the values of a kind have an order: they can be sorted, compared by `$gt` and paged by. */
export const isOrderedKind = (kind: FieldKind): boolean => !structured.has(kind)
