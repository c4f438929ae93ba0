import { field, ref } from 'prometheus-odm'
import { defineModel } from './prometheus.ts'

/** That somebody is signed in, on one device. It is for code only: it declares no permissions. */
export class LoginSession extends defineModel({
  name: 'LoginSession',
  schema: {
    /** SHA-256, in hex, of the token that the device has: whoever reads this table can sign in as nobody. */
    id: field.string({ required: true, minLength: 64, maxLength: 64 }),
    user: ref('User', { required: true, onDelete: 'cascade' }),
    expiresAt: field.datetime({ required: true, index: true }),
  },
}) {}
