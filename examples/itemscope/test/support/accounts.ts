import type { RunningApp } from './running-app.ts'

/** Somebody's browser: it keeps cookies, and sends forms as browsers do. */
export interface Visitor {
  get(path: string): Promise<Response>
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Response>
}

/** A visitor who is not signed in. */
export function visitor(app: RunningApp): Visitor {
  const cookies = new Map<string, string>()
  const send = async (path: string, init: RequestInit = {}) => {
    const Cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const response = await app.fetch(path, {
      ...init,
      headers: { ...init.headers, ...(Cookie && { Cookie }) },
    })
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=')
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  return {
    get: (path) => send(path),
    post: (path, fields) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields), headers: { Origin: app.origin } }),
  }
}

/** The password of everybody here. */
export const password = 'correct horse battery'

/** A visitor who is signed in, as what they are given: roles, and companies by slug with their part there. */
export async function signedIn(
  app: RunningApp,
  name: string,
  {
    roles = [],
    companies = {},
  }: { roles?: 'administrator'[]; companies?: Record<string, 'staff' | 'owner'> } = {},
): Promise<Visitor> {
  const email = `${name}@example.com`
  const db = app.db.system('a test')
  const user = await db.User.create({ email, name, password, roles })
  for (const [slug, role] of Object.entries(companies)) {
    const company = await db.Company.findOne({ where: { slug } })
    await db.Membership.create({ userId: user.id, companyId: company?.id ?? '', role })
  }
  const somebody = visitor(app)
  const response = await somebody.post('/sign-in', { email, password })
  if (response.status !== 303) throw new Error(`${name} could not sign in: ${response.status}`)
  return somebody
}
