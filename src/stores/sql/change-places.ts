import { numbersIn } from '../../store/change-place.ts'

/** Where a change stands: the number of its commit, and its own in that, as the driver gives and takes them. */
export type Numbers = readonly [number: unknown, seq: unknown]

const DIGITS = 20

const digits = (number: unknown): string => String(number).padStart(DIGITS, '0')

/** The number of a commit as the name of its transaction. */
export const transactionOf = digits

/** The position of a change. */
export const positionOf = ([number, seq]: Numbers): string => `${digits(number)}.${digits(seq)}`

/** The position before all changes. */
export const START = positionOf([0, 0])

/** The numbers of a position; those before all others where there is none. */
export function numbersOf(position: string | null): readonly [number: string, seq: string] {
  const [number, seq] = numbersIn(position || START)
  return [String(number), String(seq)]
}
