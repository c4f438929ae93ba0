import { operatorsOf } from '../../../src/query/read-field-filter.ts'
import { jsonOperators } from '../../../src/query/read-json-filter.ts'
import type { FieldKind } from '../../../src/schema/kinds.ts'
import { fieldKinds } from '../../../src/schema/kinds.ts'
import { code, table } from './table.ts'

const meanings: Readonly<Record<string, string>> = {
  $eq: 'equal; a value alone means the same',
  $ne: 'not equal; includes null',
  $in: 'one of a list, which may hold null',
  $nin: 'none of a list; includes null where the list has no null',
  $gt: 'greater; never null',
  $gte: 'greater or equal; never null',
  $lt: 'less; never null',
  $lte: 'less or equal; never null',
  $contains: 'the text contains another, exactly; never null',
  $icontains: 'the same, and A to Z are as a to z',
  $search: 'all words of another text are among those of the text, in any case and order; never null',
  $startsWith: 'the text begins with another, exactly; never null',
  $endsWith: 'the text ends with another, exactly; never null',
  $has: 'the list has this element',
  $hasAll: 'the list has all of these elements',
  $hasAny: 'the list has one of these elements at least',
  $exists: 'there is something at the path, be it null',
}

/** What operators of a kind take beside values of the field. */
const remarks: Partial<Record<FieldKind, string>> = {
  datetime: '`now()` as a value',
  json: 'at any path, of the type that the value there has',
  array: '`$eq` and `$ne` with null only',
  file: 'with null only',
  password: 'no filter can use it',
}

function meaningOf(operator: string): string {
  const meaning = meanings[operator]
  if (meaning === undefined) throw new Error(`the operator ${operator} has no sentence here`)
  return meaning
}

const namesOf = (kind: FieldKind): readonly string[] => {
  if (kind === 'password') return []
  return [...(kind === 'json' ? jsonOperators : operatorsOf(kind)).keys()]
}

/** Kinds that have the same operators stand together. */
function groups(): string[][] {
  const byNames = new Map<string, FieldKind[]>()
  for (const kind of fieldKinds) {
    const key = namesOf(kind).map(code).join(' ') || '–'
    const own = remarks[kind]
    const row = own === undefined ? key : `${key}\n${own}`
    byNames.set(row, [...(byNames.get(row) ?? []), kind])
  }
  return [...byNames].map(([row, kinds]) => {
    const [names = '', remark = ''] = row.split('\n')
    return [kinds.map(code).join(' '), names, remark]
  })
}

/** The page of operators. */
export function operatorsPage(): string {
  const all = [...new Set(fieldKinds.flatMap(namesOf))]
  return `# Operators

What a filter may say of a field, by its kind. [The guide](../guide/queries.md) has examples.

${table(['kinds', 'operators', 'remarks'], groups())}

A \`ref\` has the operators of an id. \`$not\` takes a condition on the field and is its exact opposite, null included.

## Meaning

Every condition is true or false, for null too.

${table(
  ['operator', 'true where'],
  all.map((name) => [code(name), meaningOf(name)]),
)}

## Between conditions

${table(
  ['operator', 'true where'],
  [
    [code('$and'), 'all filters of a list are; of none, always'],
    [code('$or'), 'any filter of a list is; an empty list is refused'],
    [code('$not'), 'the filter is false'],
  ],
)}

## In updates

${table(
  ['expression', 'kinds', 'new value'],
  [
    [code('{ $inc: 1 }'), '`integer` `bigint` `number` `decimal`', 'the old one plus this; null stays null'],
    [code("{ $field: 'other' }"), 'any', 'that of another field of the same kind'],
  ],
)}
`
}
