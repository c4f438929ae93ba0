import type { PrometheusError } from '../errors/error.ts'
import { invalidQuery } from '../query/query-error.ts'

/** Something was given as a position of changes that is none. */
export const noPosition = (): PrometheusError =>
  invalidQuery('changes', 'after', 'is a position that `read` or `head` has given')

const LARGEST = 2n ** 63n - 1n

function numberIn(text: string): bigint {
  const number = /^\d{1,20}$/.test(text) ? BigInt(text) : -1n
  if (number < 0n || number > LARGEST) throw noPosition()
  return number
}

/** The numbers of a position that is made of two: that of a commit, and that of a change in it. */
export function numbersIn(position: string): readonly [number: bigint, seq: bigint] {
  const [number = '', seq = '', ...more] = position.split('.')
  if (more.length > 0) throw noPosition()
  return [numberIn(number), numberIn(seq)]
}
