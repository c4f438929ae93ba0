import type { Argument } from '../sql/statement.ts'
import type { DriverStatement } from './driver.ts'

type Values = readonly unknown[]

/** Puts the parameters of a plan into the order of the markers of its text, encoded. */
export type Bind = (parameters: Values) => Values

const inOrder = (args: readonly Argument[]): boolean =>
  args.every(({ position, encode }, index) => position === index && encode === undefined)

/**
 * How the values for a text are made; where every parameter stands in its place already, it is the list itself. The
 * list that is made is the same each time: the driver copies the values out of it before anything else runs.
 */
export function binder(args: readonly Argument[], count: number): Bind {
  if (args.length === count && inOrder(args)) return (parameters) => parameters
  const values = new Array<unknown>(args.length)
  return (parameters) => {
    for (let i = 0; i < values.length; i++) {
      const { position, encode } = args[i] as Argument
      values[i] = encode === undefined ? parameters[position] : encode(parameters[position])
    }
    return values
  }
}

/** Runs a statement with the parameters of a plan. */
export type Call<T> = (statement: DriverStatement, parameters: Values) => T

type Method = 'get' | 'all' | 'run'

/** The call of one method of a statement. Up to two values go without a list: single reads and writes are that short. */
export function caller<T>(method: Method, args: readonly Argument[]): Call<T> {
  const [first, second] = args
  if (first === undefined) return (statement) => statement[method]() as T
  if (second === undefined) return withOne(method, first)
  return args.length === 2 ? withTwo(method, first, second) : withMany(method, args)
}

function withOne<T>(method: Method, { position, encode }: Argument): Call<T> {
  return encode === undefined
    ? (statement, parameters) => statement[method](parameters[position]) as T
    : (statement, parameters) => statement[method](encode(parameters[position])) as T
}

const boundValue = ({ position, encode }: Argument, parameters: Values): unknown =>
  encode === undefined ? parameters[position] : encode(parameters[position])

function withTwo<T>(method: Method, first: Argument, second: Argument): Call<T> {
  return (statement, parameters) =>
    statement[method](boundValue(first, parameters), boundValue(second, parameters)) as T
}

function withMany<T>(method: Method, args: readonly Argument[]): Call<T> {
  const bind = binder(args, -1)
  return (statement, parameters) => statement[method](...bind(parameters)) as T
}
