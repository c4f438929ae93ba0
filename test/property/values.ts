import fc from 'fast-check'

/** What the value of a field may be; values collide often, and the ends of each kind are among them. */
export type Values = fc.Arbitrary<unknown>

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()
const known = [
  '',
  'a',
  'A',
  'b',
  'ab',
  'ba',
  'é',
  'e\u0301',
  'É',
  '%',
  '_',
  '\\',
  '"',
  "'",
  '😀',
  '～',
  '10',
  '9',
  ' a',
  'a ',
  'a\n',
  'null',
]

/** Text that resembles other text, or any. */
export const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...known) },
  fc.string({ unit: 'binary', maxLength: 5 }).filter(isStorable),
)

const integer = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 2 ** 31),
  fc.maxSafeInteger(),
)
const bigint = fc.oneof(
  fc.bigInt({ min: -3n, max: 3n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
)
const number = fc
  .oneof(
    fc.constantFrom(0, 1, -1.5, 0.1, 0.30000000000000004, 5e-324, 43939492754533530, Number.MAX_VALUE),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  .map((value) => value + 0)

/** A decimal in canonical form: some at the point where a narrower form would round. */
function decimal(precision: number, scale: number): fc.Arbitrary<string> {
  const most = 10n ** BigInt(precision) - 1n
  const scaled = fc.oneof(
    fc.bigInt({ min: -250n, max: 250n }),
    fc.constantFrom(most, -most, 2n ** 53n + 1n),
    fc.bigInt({ min: -most, max: most }),
  )
  return scaled.map((value) => writeDecimal(value > most ? most : value, scale))
}

function writeDecimal(scaled: bigint, scale: number): string {
  const digits = `${scaled < 0n ? -scaled : scaled}`.padStart(scale + 1, '0')
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`
}

const firstInstant = Date.parse('0001-01-01T00:00:00.000Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')
const instant = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom(firstInstant, lastInstant, 2 ** 31 * 1000),
  fc.integer({ min: firstInstant, max: lastInstant }),
)
const moment = instant.map((time) => new Date(time))
const day = moment.map((date) => date.toISOString().slice(0, 10))
const clock = fc
  .oneof(fc.constantFrom(0, 1, 86_399_999), fc.integer({ min: 0, max: 86_399_999 }))
  .map((time) => new Date(time).toISOString().slice(11, 23))
const bytes = fc
  .oneof(
    fc.constantFrom([], [0], [0, 0], [255], [1, 2, 3]),
    fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 6 }),
  )
  .map((list) => Uint8Array.from(list))

/** Keys that paths in JSON go by, some of which look like something else. */
export const keys = ['a', 'b', 'c', 'a.b', '0', 'length', '"', 'ключ', '__proto__'] as const

const jsonScalar = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      null,
      true,
      false,
      0,
      1,
      2,
      10,
      9,
      -1.5,
      0.1,
      1e300,
      2 ** 53,
      43939492754533530,
      '1',
      '10',
      'a',
      'A',
      '',
      'null',
      '"a"',
      '%',
    ),
  },
  text,
  number,
)

/** Plain JSON data of few keys, often nested as paths ask. */
export const json: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, jsonScalar, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 4 }),
})).value

const lists = (element: Values): Values => fc.array(element, { maxLength: 4 })

/** The values of each field of `Sample` that filters compare, in canonical form. */
export const values = {
  name: text,
  note: text,
  count: integer,
  other: integer,
  big: bigint,
  ratio: number,
  price: decimal(12, 2),
  cents: decimal(18, 2),
  amount: decimal(30, 10),
  active: fc.boolean(),
  day,
  moment,
  clock,
  status: fc.constantFrom('draft', 'published', 'archived'),
  email: fc.constantFrom('a@example.org', 'A@example.org', 'b@example.org'),
  link: fc.constantFrom('http://a.example', 'http://a.example/%20', 'https://b.example/?q=_'),
  phone: fc.constantFrom('+1234567', '+4930123456'),
  color: fc.constantFrom('#000000', '#aabbcc', '#ffffff80'),
  address: fc.constantFrom('10.0.0.1', '::1', '2001:db8::1'),
  blob: bytes,
  data: json,
  tags: lists(text),
  scores: lists(integer),
  ratios: lists(number),
  bigs: lists(bigint),
  prices: lists(decimal(10, 2)),
  flags: lists(fc.boolean()),
  days: lists(day),
  moments: lists(moment),
} as const satisfies Record<string, Values>

/** A field of `Sample` that filters compare. */
export type FieldName = keyof typeof values

/** The names of {@link values}. */
export const fieldNames = Object.keys(values) as FieldName[]

const isList = (name: FieldName): boolean =>
  ['tags', 'scores', 'ratios', 'bigs', 'prices', 'flags', 'days', 'moments'].includes(name)

/** A record: every field null now and then, but for lists, which are empty instead. */
export const record: fc.Arbitrary<Record<string, unknown>> = fc.record(
  Object.fromEntries(
    fieldNames.map((name) => [
      name,
      isList(name) ? values[name] : fc.option<unknown>(values[name], { freq: 3 }),
    ]),
  ),
)

/** So many records, with labels and ids that say their position. */
export const records = (count: number): fc.Arbitrary<Record<string, unknown>[]> =>
  fc
    .array(record, { minLength: count, maxLength: count })
    .map((list) => list.map((row, index) => ({ ...row, label: `${index}`, id: idAt(index) })))

/** The id of the record at a position. */
export const idAt = (index: number): string => `00000000-0000-7000-8000-${`${index}`.padStart(12, '0')}`
