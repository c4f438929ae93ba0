import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { WrittenOptions } from '../definition.ts'
import type { Password as PasswordValue } from '../value-types.ts'
import type { Parse } from './refusal.ts'
import { Refusal } from './refusal.ts'
import { textParser } from './text.ts'

const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const KEY_LENGTH = 32

function derive(
  plain: string,
  salt: Buffer,
  { N, r, p }: { N: number; r: number; p: number },
): Promise<Buffer> {
  const options = { N, r, p, maxmem: COST.maxmem }
  return new Promise((resolve, reject) =>
    scrypt(plain.normalize('NFKC'), salt, KEY_LENGTH, options, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
}

/** The text that is stored for a password: `scrypt$N$r$p$salt$key`, with a new salt each time. */
export async function hashPassword(plain: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(plain, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$')
}

async function verifyHash(hash: string, plain: string): Promise<boolean> {
  const [scheme, N, r, p, salt = '', key = ''] = hash.split('$')
  if (scheme !== 'scrypt') return false
  const derived = await derive(plain, Buffer.from(salt, 'base64'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  })
  const stored = Buffer.from(key, 'base64')
  return stored.length === derived.length && timingSafeEqual(stored, derived)
}

let readHash: (password: Password) => string | undefined

/** The hash of a stored password, for those who write it back; undefined of one that is not saved yet. */
export const hashOf = (password: Password): string | undefined => readHash(password)

/** A password as a record holds it: it can be verified and never read. */
export class Password implements PasswordValue {
  readonly #hash: string | undefined
  readonly #plain: string | undefined

  private constructor(hash: string | undefined, plain: string | undefined) {
    this.#hash = hash
    this.#plain = plain
    Object.freeze(this)
  }

  static {
    readHash = (password) => password.#hash
  }

  /** A stored password. */
  static ofHash(hash: string): Password {
    return new Password(hash, undefined)
  }

  /** One that was set and is not saved yet. */
  static ofPlain(text: string): Password {
    return new Password(undefined, text)
  }

  /** Whether this is the password; takes some 100 ms by design. */
  verify(plain: string): Promise<boolean> {
    if (typeof plain !== 'string') return Promise.resolve(false)
    if (this.#hash !== undefined) return verifyHash(this.#hash, plain)
    return Promise.resolve(plain.normalize('NFKC') === this.#plain?.normalize('NFKC'))
  }

  /** Nothing: a password is in no JSON. */
  toJSON(): undefined {
    return undefined
  }
}

/** password: the plain text as it comes in; 8 to 1,024 characters unless declared otherwise. */
export function passwordParser(options: WrittenOptions): Parse {
  const parse = textParser({ minLength: 8, maxLength: 1024, ...options })
  return (value) =>
    value instanceof Password ? new Refusal('type', 'must be the plain text of a password') : parse(value)
}
