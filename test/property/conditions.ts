import fc from 'fast-check'
import type { FieldName, Values } from './values.ts'
import { fieldNames, idAt, json, keys, text, values } from './values.ts'

type Filter = Record<string, unknown>

const equality = ['$eq', '$ne'] as const
const ordering = ['$gt', '$gte', '$lt', '$lte'] as const
const membership = ['$in', '$nin'] as const
const matching = ['$contains', '$icontains', '$startsWith', '$endsWith'] as const
const lists: Partial<Record<FieldName, Values>> = {
  tags: text,
  scores: values.count,
  ratios: values.ratio,
  bigs: values.big,
  flags: values.active,
  days: values.day,
  moments: values.moment,
  prices: fc.constantFrom('0.00', '-0.01', '1.10', '99999999.99'),
}
const texts: readonly FieldName[] = ['name', 'note', 'email', 'link', 'phone', 'color', 'address']
const withoutOrder: readonly FieldName[] = ['active', 'status']

const by = (operators: readonly string[], operand: Values): fc.Arbitrary<Filter> =>
  fc.tuple(fc.constantFrom(...operators), operand).map(([operator, value]) => ({ [operator]: value }))

const orNull = (operand: Values): Values => fc.option<unknown>(operand, { freq: 5 })
const someOf = (operand: Values): Values => fc.array(orNull(operand), { maxLength: 4 })
const together = (operators: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> =>
  fc.oneof(
    { weight: 3, arbitrary: operators },
    fc.tuple(operators, operators).map(([one, two]) => ({ ...one, ...two })),
    operators.map(($not) => ({ $not })),
  )

function listConditions(element: Values): fc.Arbitrary<Filter> {
  const several = fc.array(element, { maxLength: 3 })
  return together(
    fc.oneof(by(['$has'], element), by(['$hasAll', '$hasAny'], several), by(equality, fc.constant(null))),
  )
}

function scalarConditions(name: FieldName): fc.Arbitrary<unknown> {
  const operand = values[name] as Values
  const operators = fc.oneof(
    by(equality, orNull(operand)),
    by(membership, someOf(operand)),
    ...(withoutOrder.includes(name) ? [] : [by(ordering, operand)]),
    ...(texts.includes(name) ? [by(matching, text)] : []),
  )
  return fc.oneof({ weight: 3, arbitrary: together(operators) }, orNull(operand))
}

/** Sentences of few words, so that they meet. */
const sentence = fc.string({ unit: fc.constantFrom(...'aAbéÉßςΣжЖ .,-_\\"—👟0'), maxLength: 6 })

/** Texts to search in, for some of the text fields. */
export const searched = fc.record({ name: sentence, note: sentence, data: fc.record({ a: sentence }) })

/** A filter by `$search`, for stores that have it. */
export const search: fc.Arbitrary<Filter> = fc
  .tuple(fc.constantFrom('name', 'note', 'data'), together(by(['$search'], sentence)))
  .map(([name, condition]) => ({ [name]: name === 'data' ? { a: condition } : condition }))

const compared = fc.oneof(values.count, values.ratio, text)
const jsonOperators = together(
  fc.oneof(
    by(equality, json),
    by(membership, fc.array(json, { maxLength: 3 })),
    by(ordering, compared),
    by(matching, text),
    by(['$has'], json),
    by(['$hasAll', '$hasAny'], fc.array(json, { maxLength: 2 })),
    by(['$exists'], fc.boolean()),
  ),
)
const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null
const along = (path: readonly string[], condition: unknown): unknown =>
  path.reduceRight<unknown>((inner, key) => Object.fromEntries([[key, inner]]), condition)

const jsonConditions = fc
  .tuple(
    fc.array(fc.constantFrom(...keys, '$not'), { maxLength: 3 }),
    fc.oneof({ weight: 4, arbitrary: jsonOperators }, json.filter(isScalar)),
  )
  .map(([path, condition]) => along(path, condition))

const idConditions = fc.oneof(
  by(equality, fc.oneof(fc.nat(60).map(idAt), fc.constantFrom(null, 5, 'x', true))),
  by(membership, fc.array(fc.oneof(fc.nat(60).map(idAt), fc.constantFrom(null, 5, 'x')), { maxLength: 4 })),
  by(ordering, fc.nat(60).map(idAt)),
)

function conditionsOn(name: FieldName): fc.Arbitrary<unknown> {
  const element = lists[name]
  if (element) return listConditions(element)
  return name === 'data' ? jsonConditions : scalarConditions(name)
}

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  ...fieldNames.map((name) => ({
    weight: name === 'data' ? 6 : 1,
    arbitrary: conditionsOn(name).map((condition) => ({ [name]: condition })),
  })),
  { weight: 1, arbitrary: idConditions.map((id) => ({ id })) },
)

/** A filter on `Sample` that is right: over all fields and operators, nested and negated. */
export const condition: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter; group: Filter }>((tie) => ({
  filter: fc.oneof({ depthSize: 'small', withCrossShrink: true, maxDepth: 4 }, leaf, tie('group')),
  group: fc.oneof(
    fc.array(tie('filter'), { maxLength: 3 }).map(($and) => ({ $and })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })),
    tie('filter').map(($not) => ({ $not })),
    fc.tuple(tie('filter'), leaf).map(([one, two]) => ({ ...one, ...two })),
  ),
})).filter
