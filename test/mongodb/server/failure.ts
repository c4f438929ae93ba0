/** An error as the server answers it: with a code, and labels that the driver acts on. */
export class Failure extends Error {
  readonly code: number
  readonly codeName: string
  readonly labels: readonly string[]
  readonly more: Readonly<Record<string, unknown>>

  constructor(
    code: number,
    codeName: string,
    message: string,
    { labels = [], ...more }: { labels?: readonly string[] } & Record<string, unknown> = {},
  ) {
    super(message)
    this.code = code
    this.codeName = codeName
    this.labels = labels
    this.more = more
  }
}

/** Another transaction has written what this one would write, or has since it began. */
export const writeConflict = () =>
  new Failure(112, 'WriteConflict', 'Write conflict during plan execution and yielding is disabled.', {
    labels: ['TransientTransactionError'],
  })

/** What the server does not know; a test server has to say so loudly. */
export const unknown = (what: string, name: string) =>
  new Failure(168, 'InvalidPipelineOperator', `Unrecognized ${what} '${name}'`)

/** Values of a type that an operator does not take. */
export const badType = (message: string) => new Failure(14, 'TypeMismatch', message)
