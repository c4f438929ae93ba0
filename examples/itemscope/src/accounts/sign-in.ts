import { randomBytes } from 'node:crypto'
import { isPrometheusError } from 'prometheus-odm'
import type { Database } from '../database.ts'
import type { User } from '../models/user.ts'

/** What somebody signs in with, as it came in. */
export interface Credentials {
  readonly email: string
  readonly password: string
}

/** The password of nobody: what is given for an address that is not known is checked too, and takes as long. */
async function nobody(db: Database): Promise<InstanceType<typeof User>['password']> {
  decoy ??= makeDecoy(db).catch((error: unknown) => {
    // Where it could not be made, the next one tries again: otherwise unknown addresses alone would fail from now on.
    decoy = undefined
    throw error
  })
  return decoy
}

let decoy: Promise<InstanceType<typeof User>['password']> | undefined

class Undone extends Error {}

/** A hashed password is made by saving a user, who is gone again before anybody could see them. */
async function makeDecoy(db: Database): Promise<InstanceType<typeof User>['password']> {
  let password: InstanceType<typeof User>['password'] | undefined
  const attempt = db.system('a password to compare with').transaction(async (tx) => {
    const email = `${randomBytes(9).toString('hex')}@invalid.example`
    const { id } = await tx.User.create({ email, name: 'Nobody', password: randomBytes(24).toString('hex') })
    password = (await tx.User.findById(id))?.password
    throw new Undone()
  })
  await attempt.catch((error) => {
    if (!(error instanceof Undone)) throw error
  })
  if (password === undefined) throw new Error('a user that was saved is not there')
  return password
}

/** Nobody has what is no e-mail address at all. */
async function findByEmail(db: Database, email: string) {
  try {
    return await db.system('signing in').User.findOne({ where: { email } })
  } catch (error) {
    if (isPrometheusError(error) && error.code === 'INVALID_QUERY') return null
    throw error
  }
}

/** The id of the user with these credentials, or null; it takes as long whether the address is known or not. */
export async function checkCredentials(
  db: Database,
  { email, password }: Credentials,
): Promise<string | null> {
  const user = await findByEmail(db, email.trim().toLowerCase())
  const stored = user?.password ?? (await nobody(db))
  const isRight = await stored.verify(password)
  return isRight && user !== null ? user.id : null
}
