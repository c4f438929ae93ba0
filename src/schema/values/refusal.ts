/** Why a value is refused: a short code, and the end of a sentence that begins with the field's name. */
export class Refusal {
  readonly code: string
  readonly message: string

  constructor(code: string, message: string) {
    this.code = code
    this.message = message
  }
}

/** Checks a value and gives its canonical form, or the reason why it is refused. Null never gets here. */
export type Parse = (value: unknown) => unknown

/** A value of the wrong type. */
export const wrongType = (expected: string): Refusal => new Refusal('type', `must be ${expected}`)
