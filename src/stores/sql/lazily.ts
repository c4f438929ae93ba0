/** A value that is made when it is first asked for. */
export function lazily<T>(make: () => T): () => T {
  let value: T | undefined
  return () => {
    if (value === undefined) value = make()
    return value
  }
}
