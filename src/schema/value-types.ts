/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** A stored password: it is compared, never read back. */
export interface Password {
  /** Whether the plain text is this password. */
  verify(plain: string): Promise<boolean>
  /** Passwords are in no JSON. */
  toJSON(): undefined
}

/** What a file field holds: where the content lies, and what it is. Frozen. */
export interface FileValue {
  readonly key: string
  readonly name: string
  /** The media type, such as `image/png`. */
  readonly type: string
  /** In bytes. */
  readonly size: number
  readonly sha256?: string
}

/** An offset from the present: `now({ days: -7 })` is a week ago. */
export interface NowOffset {
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
  readonly milliseconds?: number
}

/** The present, as the store sees it when the statement runs; what `now()` returns. */
export interface Now {
  readonly $now: NowOffset
}

/** A type that is handed over as a value; what `typeOf<T>()` returns. */
export interface TypeOf<T> {
  readonly '~type': T
}

/** The part of Standard Schema (zod, valibot, arktype and others) that validation needs. */
export interface StandardSchema<Input = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>
    readonly types?: { readonly input: Input; readonly output: unknown } | undefined
  }
}

/** What a Standard Schema says of a value: no issues means that it is right. */
export interface StandardResult {
  readonly value?: unknown
  readonly issues?: readonly { readonly message: string }[] | undefined
}

/** The JSON form of a value: what `toJSON` gives for it. */
export type JsonForm<V> = V extends Date | bigint | Uint8Array
  ? string
  : V extends readonly (infer E)[]
    ? readonly JsonForm<E>[]
    : V
