import { randomBytes } from 'node:crypto'
import type { Database } from '../database.ts'

/** An account that was made, with the password that is shown once. */
export interface MadeAccount {
  readonly email: string
  readonly password: string
}

const password = (): string => randomBytes(12).toString('base64url')

/**
 * Makes an administrator where there is nobody yet. The password is that of the environment, or a random one; it is
 * nowhere but in what is given back.
 */
export async function loadAccounts(db: Database, given: string | undefined): Promise<MadeAccount | null> {
  return db.system('the first administrator').transaction(async ({ User }) => {
    if (await User.exists()) return null
    const account = { email: 'administrator@itemscope.example', password: given ?? password() }
    await User.create({ ...account, name: 'Administrator', roles: ['administrator'] })
    return account
  })
}
