import type { Argument } from './statement.ts'

/** Puts the parameters of a plan into the order of the markers of its text, encoded. */
export function bind(args: readonly Argument[], parameters: readonly unknown[]): readonly unknown[] {
  const values = new Array<unknown>(args.length)
  for (let i = 0; i < values.length; i++) {
    const { position, encode } = args[i] as Argument
    values[i] = encode === undefined ? parameters[position] : encode(parameters[position])
  }
  return values
}
