/** Something that whoever called can put right: it is told in one line, without a stack. */
export class Problem extends Error {}

/** What is told of an error. */
export function problemOf(error: unknown): string {
  if (error instanceof Problem) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
