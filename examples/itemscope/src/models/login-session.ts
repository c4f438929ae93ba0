import { field, ref } from 'prometheus-odm'
import { defineModel } from './prometheus.ts'

const schema = (onDelete: 'cascade' | 'restrict') => ({
  /** SHA-256, in hex, of the token that the device has: whoever reads this table can sign in as nobody. */
  id: field.string({ required: true, minLength: 64, maxLength: 64 }),
  user: ref('User', { required: true, onDelete }),
  expiresAt: field.datetime({ required: true, index: true }),
})

/** That somebody is signed in, on one device. It is for code only: it declares no permissions. */
export class LoginSession extends defineModel({ name: 'LoginSession', schema: schema('cascade') }) {
  /** Removes the sessions that have ended. */
  static removeEnded(): Promise<number> {
    return this.destroyWhere({ expiresAt: { $lte: new Date() } })
  }
}

/** The same in a store beside the database, which lets records go by themselves and takes part in no transaction of it. */
export class TemporaryLoginSession extends defineModel({
  name: 'LoginSession',
  schema: schema('restrict'),
  expires: { at: 'expiresAt' },
}) {
  /** Nothing is left to remove. */
  static removeEnded(): Promise<number> {
    return Promise.resolve(0)
  }
}
