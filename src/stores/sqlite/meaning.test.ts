import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Condition, Leaf } from '../../query/condition.ts'
import { and, not, or } from '../../query/condition.ts'
import { compilePredicate } from '../../query/predicate.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import { sqlite } from './index.ts'

type Values = fc.Arbitrary<unknown>
type Op = Leaf['op']

const schema = {
  id: field.id({ type: 'auto' }),
  count: field.integer(),
  big: field.bigint(),
  ratio: field.number(),
  price: field.decimal({ precision: 12, scale: 2 }),
  cents: field.decimal({ precision: 18, scale: 2 }),
  amount: field.decimal({ precision: 30, scale: 10 }),
  active: field.boolean(),
  moment: field.datetime(),
  name: field.string(),
  day: field.date(),
  blob: field.bytes(),
  tags: field.array(field.string(), { nullable: true }),
  scores: field.array(field.number(), { nullable: true }),
  bigs: field.array(field.bigint(), { nullable: true }),
  flags: field.array(field.boolean(), { nullable: true }),
  moments: field.array(field.datetime(), { nullable: true }),
  data: field.json(),
}
const written = cast<SchemaDefinition>(schema, 'the factories give definitions')
const { shape } = buildModelSchema({ name: 'Value', schema: written }, new Map())

const decimal = (digits: number, scale: number) => {
  const most = 10n ** BigInt(digits) - 1n
  return fc.oneof(fc.bigInt({ min: -3n, max: 3n }), fc.bigInt({ min: -most, max: most })).map((scaled) => {
    const text = String(scaled < 0n ? -scaled : scaled).padStart(scale + 1, '0')
    return `${scaled < 0n ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`
  })
}
const texts = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'A',
    'b',
    'ab',
    'aB',
    'é',
    'É',
    'e\u0301',
    '%',
    '_',
    '\\',
    "'",
    '"',
    '～',
    '😀',
    'a😀',
    '\u{10ffff}',
    '\ud7ff',
    'a ',
  ),
  fc.string({ unit: 'binary', maxLength: 4 }).map((text) => text.replaceAll('\0', '0')),
)
const numbers = fc.oneof(
  fc.constantFrom(0, 1, -1, 0.1, 0.2, 0.30000000000000004, 1e21, 5e-324, 1.7976931348623157e308),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
)
const times = fc
  .constantFrom(-62135596800000, -1, 0, 1, 1_700_000_000_000, 253402300799999)
  .map((ms) => new Date(ms))
const bigs = fc.oneof(fc.bigInt({ min: -2n, max: 2n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))
const keys = fc.constantFrom(
  'a',
  'b',
  '',
  '0',
  'a.b',
  'a"b',
  'a\\b',
  "o'r",
  'é',
  '😀',
  '$',
  '[0]',
  '#',
  'a[0]',
  '\n',
  '\\u0061',
)
const scalars = fc.oneof(
  texts,
  numbers,
  fc.boolean(),
  fc.constantFrom('1', 'true', 'null', '[]', '{}', '"a"'),
)
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalars,
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(keys, tie('json'), { maxKeys: 3 }),
  ),
}))
const list = (values: Values) => fc.array(values, { maxLength: 3 })

const equality: Op[] = ['null', 'eq', 'in']
const ordered: Op[] = [...equality, 'gt', 'gte', 'lt', 'lte']
const matching: Op[] = ['contains', 'icontains', 'startsWith', 'endsWith', 'search']
const textual: Op[] = [...ordered, ...matching]
const listed: Op[] = ['null', 'eq', 'has', 'hasAll', 'hasAny']

interface Kind {
  readonly values: Values
  readonly ops: readonly Op[]
  readonly elements?: Values
}
const kinds: Record<string, Kind> = {
  count: { values: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.maxSafeInteger()), ops: ordered },
  big: { values: bigs, ops: ordered },
  ratio: { values: numbers, ops: ordered },
  price: { values: decimal(12, 2), ops: ordered },
  cents: { values: decimal(18, 2), ops: ordered },
  amount: { values: decimal(30, 10), ops: ordered },
  active: { values: fc.boolean(), ops: ordered },
  moment: { values: times, ops: ordered },
  name: { values: texts, ops: textual },
  day: { values: fc.constantFrom('0001-01-01', '2024-02-29', '9999-12-31'), ops: ordered },
  blob: { values: fc.uint8Array({ maxLength: 3 }), ops: ordered },
  tags: { values: list(texts), ops: listed, elements: texts },
  scores: { values: list(numbers), ops: listed, elements: numbers },
  bigs: { values: list(bigs), ops: listed, elements: bigs },
  flags: { values: list(fc.boolean()), ops: listed, elements: fc.boolean() },
  moments: { values: list(times), ops: listed, elements: times },
}
const nullable = (values: Values) =>
  fc.oneof({ weight: 4, arbitrary: values }, { weight: 1, arbitrary: fc.constant(null) })
const notNull = json.filter((value) => value !== null)
const row = fc.tuple(...shape.fields.slice(1).map(({ name }) => nullable(kinds[name]?.values ?? notNull)))

/** A condition with its own parameter, still to be placed. */
interface Part {
  readonly leaf: Omit<Leaf, 'param'>
  readonly operand: unknown
}
const typeOfJson = (value: unknown) =>
  ['string', 'number', 'boolean'].includes(typeof value) ? typeof value : 'json'
const commonType = (items: readonly unknown[]) => {
  const types = new Set(items.map(typeOfJson))
  return types.size === 1 ? [...types][0] : 'json'
}

function plainPart(shapeOf: FieldShape, { values, ops, elements }: Kind): fc.Arbitrary<Part> {
  return fc.constantFrom(...ops).chain((op) => {
    const many = op === 'in' ? values : elements
    const operand =
      many && ['in', 'hasAll', 'hasAny'].includes(op)
        ? list(many)
        : op === 'has' && elements
          ? elements
          : values
    return fc.record({ operand, not: fc.boolean(), withNull: fc.boolean() }).map(
      ({ operand, ...leaf }): Part => ({
        leaf: { field: shapeOf, op, ...leaf } as Part['leaf'],
        operand,
      }),
    )
  })
}

const jsonOps: Op[] = ['null', 'exists', 'eq', 'in', 'gt', 'lte', ...matching, 'has', 'hasAll', 'hasAny']

function jsonPart(shapeOf: FieldShape): fc.Arbitrary<Part> {
  const path = fc.option(fc.array(keys, { minLength: 1, maxLength: 2 }), { nil: undefined })
  return fc.constantFrom(...jsonOps).chain((op) => {
    const isText = matching.includes(op)
    const isList = ['in', 'hasAll', 'hasAny'].includes(op)
    const one = isText
      ? texts
      : ['gt', 'lte'].includes(op)
        ? fc.oneof(texts, numbers)
        : op === 'has'
          ? json
          : notNull
    const operand = isList
      ? fc.oneof(list(texts), list(numbers), list(fc.boolean()), list(op === 'in' ? notNull : json))
      : one
    return fc
      .record({ operand, not: fc.boolean(), withNull: fc.boolean(), path })
      .map(({ operand, path, ...leaf }): Part => {
        const jsonType = isList ? commonType(operand as unknown[]) : typeOfJson(operand)
        return {
          leaf: { field: shapeOf, op, jsonType, ...leaf, ...(path && { path }) } as Part['leaf'],
          operand,
        }
      })
  })
}

const part = fc.oneof(
  ...shape.fields.slice(1).map((shapeOf) => {
    const kind = kinds[shapeOf.name]
    return kind ? plainPart(shapeOf, kind) : jsonPart(shapeOf)
  }),
)
const jsonField = shape.fields.find(({ name }) => name === 'data') as FieldShape

const leafOf = ({ leaf }: Part, param: number) => ({ ...leaf, param }) as Leaf
const parametersOf = (parts: readonly Part[]) => parts.map(({ operand }) => operand)

async function open() {
  const store = sqlite(':memory:')
  await store.open([shape])
  await store.sync()
  const fields = shape.fields.slice(1)
  const insert = store.prepare({ kind: 'insert', model: shape, fields, returnsKey: true })
  const all = store.prepare({ kind: 'destroy', model: shape, where: { op: 'always' } })
  const find = (where: Condition, parameters: readonly unknown[]) =>
    store
      .prepare({ kind: 'find', model: shape, fields: shape.key, where, sort: [], one: false })
      .run(parameters, null)
  return {
    fill(rows: readonly (readonly unknown[])[]) {
      all.run([], null)
      return insert.run(rows, null) as readonly number[]
    },
    found: (where: Condition, parameters: readonly unknown[]) =>
      (find(where, parameters) as readonly (readonly number[])[])
        .map(([id]) => id)
        .sort((a = 0, b = 0) => a - b),
  }
}

describe('conditions mean in SQL what they mean in JavaScript', async () => {
  const { fill, found } = await open()
  const agrees = (rows: readonly unknown[][], condition: Condition, parameters: readonly unknown[]) => {
    const ids = fill(rows)
    const holds = compilePredicate(condition)
    const wanted = ids.filter((id, i) => holds([id, ...(rows[i] as unknown[])], parameters))
    expect(found(condition, parameters)).toEqual(wanted)
    const rest = ids.filter((id) => !wanted.includes(id))
    expect(found(not(condition), parameters)).toEqual(rest)
  }
  const numRuns = process.env.PROMETHEUS_LONG === '1' ? 20_000 : 500
  const some = fc.array(row, { minLength: 1, maxLength: 5 })

  test.each([
    ['every leaf', part],
    ['every leaf of JSON', jsonPart(jsonField)],
  ])('%s, and its complement', (_, parts) => {
    const holds = fc.property(some, parts, (rows, one) => agrees(rows, leafOf(one, 0), parametersOf([one])))
    fc.assert(holds, { numRuns })
  })

  test('a leaf against a value of the very rows', () => {
    const own = some.chain((rows) =>
      fc.record({ rows: fc.constant(rows), from: fc.nat(rows.length - 1), one: part }),
    )
    const holds = fc.property(own, ({ rows, from, one }) => {
      const value = rows[from]?.[one.leaf.field.index - 1]
      if (value === null || value === undefined || Array.isArray(one.operand)) return
      if (one.leaf.path !== undefined || ['has', 'contains', 'icontains'].includes(one.leaf.op)) return
      if (one.leaf.field.kind === 'json' && typeOfJson(value) !== one.leaf.jsonType) return
      agrees(rows, leafOf(one, 0), [value])
    })
    fc.assert(holds, { numRuns })
  })

  test('junctions of several', () => {
    const holds = fc.property(some, fc.tuple(part, part, part), fc.boolean(), (rows, parts, turn) => {
      const [a, b, c] = parts.map(leafOf) as [Leaf, Leaf, Leaf]
      agrees(rows, turn ? and(a, or(b, not(c))) : or(a, and(b, not(c))), parametersOf(parts))
    })
    fc.assert(holds, { numRuns })
  })
})
