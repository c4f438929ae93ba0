import type { Visitor } from './accounts.ts'
import { signedIn, visitor } from './accounts.ts'
import type { RunningApp } from './running-app.ts'

/** Those who ask in tests: two act for Ferrero, one owns Mars. */
export const kinds = ['guest', 'stranger', 'clerk', 'owner', 'other', 'administrator'] as const

/** One of those who ask. */
export type Kind = (typeof kinds)[number]

/** Signs all of them in. */
export async function makePeople(app: RunningApp): Promise<Readonly<Record<Kind, Visitor>>> {
  return {
    guest: visitor(app),
    stranger: await signedIn(app, 'stranger'),
    clerk: await signedIn(app, 'clerk', { companies: { ferrero: 'staff' } }),
    owner: await signedIn(app, 'owner', { companies: { ferrero: 'owner' } }),
    other: await signedIn(app, 'other', { companies: { mars: 'owner' } }),
    administrator: await signedIn(app, 'administrator', { roles: ['administrator'] }),
  }
}

/** The database on behalf of one of them, as a request of theirs has it. */
export async function sessionOf(app: RunningApp, name: string) {
  const user = await app.db.system('a test').User.findOne({ where: { name } })
  if (user === null) throw new Error(`there is nobody called ${name}`)
  return app.db.as({ user: { id: user.id, email: user.email, roles: user.roles } })
}

/** The version that a form was made of. */
export const versionOf = (page: string): string => /name="version" value="(\d+)"/.exec(page)?.[1] ?? ''
