/** The edge values of one field of the `Sample` model. */
export interface EdgeValues {
  readonly field: string
  /** Values in canonical form, in ascending order where the kind has one, each with its JSON form. */
  readonly pairs: readonly (readonly [value: unknown, json: unknown])[]
  readonly ordered: boolean
}

const same = (field: string, values: readonly unknown[], ordered = true): EdgeValues => ({
  field,
  pairs: values.map((value) => [value, value]),
  ordered,
})

const written = (field: string, values: readonly unknown[], json: (value: never) => unknown): EdgeValues => ({
  field,
  pairs: values.map((value) => [value, json(value as never)]),
  ordered: true,
})

const unordered = (edges: EdgeValues): EdgeValues => ({ ...edges, ordered: false })
const iso = (date: Date): string => date.toISOString()
const at = (text: string): Date => new Date(text)

const moments = [
  at('0001-01-01T00:00:00.000Z'),
  at('1582-10-10T12:00:00.000Z'),
  at('1969-12-31T23:59:59.999Z'),
  at('1970-01-01T00:00:00.000Z'),
  at('2024-02-29T12:34:56.789Z'),
  at('2039-01-01T00:00:00.001Z'),
  at('9999-12-31T23:59:59.999Z'),
]

const words = [
  '',
  '\u0001',
  '\t',
  '\n',
  ' ',
  '"',
  '%',
  "'",
  '10',
  '9',
  'A',
  'B',
  'Z',
  '\\',
  '_',
  'a',
  'a ',
  'b',
  'e\u0301',
  'null',
  '{"a":1}',
  'é',
  '\ufeff',
  '～',
  '\uffff',
  '😀',
]

const json = [
  0,
  1.5,
  -1e300,
  '',
  '123',
  '"123"',
  'null',
  true,
  false,
  [],
  {},
  [null],
  [[]],
  { '': '' },
  { a: null },
  { a: { b: [1, '1', true, null] } },
  { 'a.b': 1, ключ: '😀', '"': "'", __proto__x: 1 },
  [{ z: 1, a: 2 }],
  'x'.repeat(5000),
]

/** Edge values of every kind of field, for round trips through every way of reading. */
export const edgeValues: readonly EdgeValues[] = [
  same('name', words),
  same('note', [...words.slice(0, 20), 'x'.repeat(2000)].toSorted()),
  same('count', [Number.MIN_SAFE_INTEGER, -1, 0, 1, 9, 10, 2 ** 31, Number.MAX_SAFE_INTEGER]),
  written(
    'big',
    [-(2n ** 63n), -1n, 0n, 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n],
    (value: bigint) => `${value}`,
  ),
  same('ratio', [
    -Number.MAX_VALUE,
    -1e21,
    -1.5,
    -5e-324,
    0,
    5e-324,
    0.1,
    0.30000000000000004,
    1,
    2 ** 53 + 2,
    Number.MAX_VALUE,
  ]),
  same('price', [
    '-9999999999.99',
    '-10.00',
    '-2.00',
    '-0.01',
    '0.00',
    '0.01',
    '9.90',
    '10.00',
    '9999999999.99',
  ]),
  same('amount', [
    '-99999999999999999999.9999999999',
    '-10.0000000000',
    '-2.0000000000',
    '-0.0000000001',
    '0.0000000000',
    '0.0000000001',
    '9.0000000000',
    '10.0000000000',
    '12345678901234567890.1234567891',
    '99999999999999999999.9999999999',
  ]),
  same('cents', ['-9999999999999999.99', '0.00', '90071992547409.93', '9999999999999999.99']),
  same('active', [false, true]),
  same('day', [
    '0001-01-01',
    '1582-10-10',
    '1900-02-28',
    '1969-12-31',
    '1970-01-01',
    '2024-02-29',
    '9999-12-31',
  ]),
  written('moment', moments, iso),
  same('clock', ['00:00:00.000', '02:30:00.000', '12:00:00.001', '23:59:59.999']),
  same('status', ['archived', 'draft', 'published']),
  same('email', ["'o-brien+x@example.org", 'Ann@example.org', 'ann@example.org', 'ü@example.org']),
  same('link', ['HTTPS://Example.org', 'http://localhost:3000/?a=b#c', 'https://example.org/%20?q=é']),
  same('phone', ['+1234567', '+4930123456', '+999999999999999']),
  same('color', ['#000000', '#aabbcc', '#ffffff80']),
  same('address', ['10.0.0.1', '2001:db8::1', '255.255.255.255', '::1']),
  written(
    'blob',
    [[], [0], [0, 0], [1, 2, 3], [255]].map((bytes) => Uint8Array.from(bytes)),
    (value: Uint8Array) => Buffer.from(value).toString('base64'),
  ),
  same('data', json, false),
  same(
    'tags',
    [[], [''], ['a', 'b', 'a'], ['b', 'a'], ['"', "'", '\\', ','], ['null', '1'], ['😀', 'é']],
    false,
  ),
  same('scores', [[], [0], [1, 1], [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]], false),
  same('ratios', [[], [0.1, 5e-324], [43939492754533530, -Number.MAX_VALUE]], false),
  unordered(
    written('bigs', [[], [2n ** 63n - 1n, -(2n ** 63n)], [2n ** 53n + 1n]], (value: bigint[]) =>
      value.map(String),
    ),
  ),
  same('prices', [[], ['0.00', '-1.10', '99999999.99']], false),
  same('flags', [[], [true, false, true]], false),
  same('days', [[], ['0001-01-01', '9999-12-31']], false),
  unordered(written('moments', [[], moments], (value: Date[]) => value.map(iso))),
  same(
    'file',
    [
      { key: 'a/b', name: 'ü "x".png', type: 'image/png', size: 0 },
      { key: 'k', name: 'n', type: 't', size: 2 ** 40, sha256: '0'.repeat(64) },
    ],
    false,
  ),
]
