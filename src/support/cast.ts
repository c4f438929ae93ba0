/**
 * The one cast of the house: says in words why the compiler cannot see what is true.
 * The reason is a literal so that every cast can be found and read.
 */
export function cast<T>(value: unknown, _reason: string): T {
  return value as T
}
