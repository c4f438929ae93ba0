import { isPlainObject } from '../../support/plain-object.ts'

/** The options that a store on a server has, by what their values are; `port` and `ssl` every one has. */
export interface OptionKinds {
  readonly texts: readonly string[]
  /** Whole milliseconds, 0 or more. */
  readonly times: readonly string[]
  /** Whole numbers, 1 or more. */
  readonly counts: readonly string[]
  /** Those that the store checks by itself. */
  readonly others: readonly string[]
}

/** Throws, and says what is wrong. */
export type Refuse = (what: string) => never

const isCount = (value: unknown, least: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= least

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** Refuses options that are none, are not known, or have values of another kind. Those that are undefined are left out. */
export function checkOptions(options: unknown, kinds: OptionKinds, refuse: Refuse): void {
  const given = isPlainObject(options) ? options : refuse('give a url or options')
  const { texts, times, counts, others } = kinds
  const known = [...texts, ...times, ...counts, ...others, 'port', 'ssl']
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) refuse(`there is no option '${unknown}'`)
  const find = (names: readonly string[], isRight: (value: unknown) => boolean): string | undefined =>
    names.find((name) => given[name] !== undefined && !isRight(given[name]))
  const text = find(texts, isText)
  if (text !== undefined) refuse(`${text} is a text`)
  const time = find(times, (value) => isCount(value, 0))
  if (time !== undefined) refuse(`${time} is whole milliseconds, 0 or more`)
  const count = find(counts, (value) => isCount(value, 1))
  if (count !== undefined) refuse(`${count} is a whole number, 1 or more`)
  checkPort(given.port, refuse)
  if (find(['ssl'], (ssl) => typeof ssl === 'boolean' || isPlainObject(ssl)) !== undefined)
    refuse('ssl is true, false or options of tls.connect')
}

function checkPort(port: unknown, refuse: Refuse): void {
  if (port !== undefined && (!isCount(port, 1) || Number(port) > 65_535))
    refuse('port is a number from 1 to 65535')
}
