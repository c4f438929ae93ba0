// What filters mean, written from the rules alone and with nothing of the package, so that a misunderstanding which
// the package and its own oracle share still shows. Slow and plain on purpose.

type Row = Readonly<Record<string, unknown>>
type Test = (value: unknown, operand: unknown) => boolean

const decimals = new Set(['price', 'cents', 'amount', 'prices'])
const plainPrototypes: readonly unknown[] = [Object.prototype, null]
const isObject = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && plainPrototypes.includes(Object.getPrototypeOf(value))

/** A number or text that is the same for equal values, and orders values of one field. */
function key(field: string, value: unknown): unknown {
  if (value instanceof Date) return value.getTime()
  if (value instanceof Uint8Array)
    return [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  if (typeof value === 'boolean') return Number(value)
  if (decimals.has(field)) return BigInt(`${value}`.replace('.', ''))
  return value
}

const points = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0) ?? 0)

/** Below zero, zero or above it, as the first is below, equal to or above the second. */
export function order(field: string, left: unknown, right: unknown): number {
  const [a, b] = [key(field, left), key(field, right)]
  if (typeof a !== 'string' || typeof b !== 'string')
    return Object(a) < Object(b) ? -1 : Object(a) > Object(b) ? 1 : 0
  const [x, y] = [points(a), points(b)]
  const at = x.findIndex((point, index) => point !== y[index])
  return at === -1 ? x.length - y.length : at >= y.length ? 1 : (x[at] ?? 0) - (y[at] ?? 0)
}

/** Whether two JSON values are the same. */
export function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]))
  if (!isObject(a) || !isObject(b)) return a === b
  const [left, right] = [Object.keys(a).toSorted(), Object.keys(b).toSorted()]
  return left.join('\0') === right.join('\0') && left.every((name) => same(a[name], b[name]))
}

const fold = (text: string): string =>
  [...text].map((letter) => (letter >= 'A' && letter <= 'Z' ? letter.toLowerCase() : letter)).join('')
/** Of texts without the few characters that the package knows other than Unicode does. */
const lowerWords = (text: string): string[] =>
  [
    ...text
      .toLowerCase()
      .replaceAll('ς', 'σ')
      .matchAll(/[\p{L}\p{M}\p{N}]+/gu),
  ].map(([word]) => word)
const textTests: Readonly<Record<string, (text: string, part: string) => boolean>> = {
  $contains: (text, part) => text.split(part).length > 1 || part === '',
  $icontains: (text, part) => fold(text).split(fold(part)).length > 1 || part === '',
  $startsWith: (text, part) => text.slice(0, part.length) === part,
  $search(text, part) {
    const words = lowerWords(text)
    return lowerWords(part).every((word) => words.includes(word))
  },
  $endsWith: (text, part) => part === '' || text.slice(-part.length) === part,
}
const orderTests: Readonly<Record<string, (order: number) => boolean>> = {
  $gt: (sign) => sign > 0,
  $gte: (sign) => sign >= 0,
  $lt: (sign) => sign < 0,
  $lte: (sign) => sign <= 0,
}

function listTest(operator: string, value: unknown, operand: unknown, equal: Test): boolean {
  if (!Array.isArray(value)) return false
  const has = (wanted: unknown) => value.some((item) => equal(item, wanted))
  if (operator === '$has') return has(operand)
  const wanted = operand as unknown[]
  return operator === '$hasAll'
    ? wanted.filter((one) => !has(one)).length === 0
    : wanted.filter(has).length > 0
}

/** What one operator says of a value; `null` stands for null and missing alike. */
function holds(operator: string, value: unknown, operand: unknown, field: string): boolean {
  const isJson = field === 'data'
  const equal: Test = (a, b) =>
    a === null || b === null
      ? a === b
      : isJson
        ? same(a, b)
        : typeof a === typeof b && order(field, a, b) === 0
  if (operator === '$eq') return equal(value, operand)
  if (operator === '$ne') return !equal(value, operand)
  if (operator === '$in') return (operand as unknown[]).some((item) => equal(value, item))
  if (operator === '$nin') return !(operand as unknown[]).some((item) => equal(value, item))
  if (operator.startsWith('$has')) return listTest(operator, value, operand, equal)
  if (value === null) return false
  const inText = textTests[operator]
  if (inText) return typeof value === 'string' && inText(value, operand as string)
  if (isJson && (typeof value !== typeof operand || !['number', 'string'].includes(typeof value)))
    return false
  return orderTests[operator]?.(order(field, value, operand)) ?? false
}

function jsonHolds(value: unknown, condition: unknown): boolean {
  if (!isObject(condition)) return holds('$eq', value ?? null, condition, 'data')
  return Object.entries(condition).every(([name, operand]) => {
    if (name === '$exists') return (value !== undefined) === operand
    if (name === '$not') return !jsonHolds(value, operand)
    if (name.startsWith('$')) return holds(name, value ?? null, operand, 'data')
    return jsonHolds(isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined, operand)
  })
}

function fieldHolds(field: string, value: unknown, condition: unknown): boolean {
  if (field === 'data') return jsonHolds(value === null ? undefined : value, condition)
  if (!isObject(condition)) return holds('$eq', value, condition, field)
  return Object.entries(condition).every(([name, operand]) =>
    name === '$not' ? !fieldHolds(field, value, operand) : holds(name, value, operand, field),
  )
}

/** Whether a record matches a filter. */
export function naivelyMatches(where: Row, row: Row): boolean {
  return Object.entries(where).every(([name, condition]) => {
    if (name === '$and') return (condition as Row[]).every((filter) => naivelyMatches(filter, row))
    if (name === '$or') return (condition as Row[]).some((filter) => naivelyMatches(filter, row))
    if (name === '$not') return !naivelyMatches(condition as Row, row)
    return fieldHolds(name, row[name] ?? null, condition)
  })
}
