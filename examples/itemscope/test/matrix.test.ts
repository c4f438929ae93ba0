import type { PermissionMatrix } from 'prometheus-odm/permissions'
import { permissionMatrix } from 'prometheus-odm/permissions'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { models } from '../src/models/models.ts'
import type { Visitor } from './support/accounts.ts'
import { password, visitor } from './support/accounts.ts'
import type { Kind } from './support/people.ts'
import { kinds, makePeople, versionOf } from './support/people.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

type Cell = PermissionMatrix[number]
type Action = keyof Cell['roles'][number]['may']

let app: RunningApp
let people: Awaited<ReturnType<typeof makePeople>>
const ids: Record<string, string> = {}
let number = 0

beforeAll(async () => {
  app = await startApp()
  people = await makePeople(app)
  for (const slug of ['ferrero', 'mars'])
    ids[slug] = (await trusted().Company.findOne({ where: { slug } }))?.id ?? ''
})

afterAll(() => app.stop())

const trusted = () => app.db.system('a test')
const idOf = (name: string): string => ids[name] ?? ''
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)

/** Roles that somebody holds on the record that is asked about, beside those that everybody has. */
type Held = Partial<Record<Kind, readonly string[]>>

const ofFerrero: Held = { clerk: ['staff'], owner: ['staff', 'owner'] }
const ofAll = (role: string): Held => Object.fromEntries(kinds.map((kind) => [kind, [role]]))
const both = (...held: Held[]): Held =>
  Object.fromEntries(kinds.map((kind) => [kind, held.flatMap((one) => one[kind] ?? [])]))

const builtIn = (kind: Kind): string[] => [
  'anyone',
  kind === 'guest' ? 'guest' : 'user',
  ...(kind === 'administrator' ? ['administrator'] : []),
]

/** A request for a cell of the matrix, on a record of its own. */
interface Try {
  readonly cell: `${string}.${Action}` | `${string}.${Action} ${string}`
  readonly held?: Held
  /** Whom a rule forbids it that always holds. */
  readonly never?: readonly Kind[]
  ask(who: Visitor): Promise<Response>
}

async function product(values: object = {}) {
  const name = `Tried ${++number}`
  const facts = { name, sortName: name, searchText: name, origin: 'import', status: 'published' } as const
  const { id } = await trusted().Product.create({ ...facts, companyId: idOf('ferrero'), ...values })
  return { id, path: `/products/${id}` }
}

async function brand() {
  const name = `tried-${++number}`
  const made = await trusted().Brand.create({ name, slug: name, companyId: idOf('ferrero') })
  return { made, path: `/brands/${name}` }
}

async function claim(author: string | null = null, values: object = {}) {
  const { id: productId } = await product()
  const authorId = author && ((await trusted().User.findOne({ where: { name: author } }))?.id ?? null)
  const facts = { path: 'size', value: '1 g', source: 'https://example.com/' } as const
  const { id } = await trusted().Claim.create({ ...facts, productId, authorId, ...values })
  return `/claims/${id}`
}

async function member() {
  const email = `member-${++number}@example.com`
  const { id: userId } = await trusted().User.create({ email, name: 'Member', password })
  const { id } = await trusted().Membership.create({ userId, companyId: idOf('ferrero'), role: 'staff' })
  return `/companies/ferrero/members/${id}`
}

async function invitation(email: string) {
  await trusted().Invitation.destroyWhere({ email })
  await trusted().Membership.destroyWhere({ user: { email } })
  const { id } = await trusted().Invitation.create({ email, companyId: idOf('ferrero') })
  return `/invitations/${id}`
}

/** Sends a form with the version of the one that is there: 1, where whoever asks does not get it. */
async function send(who: Visitor, path: string, fields: Record<string, string>) {
  const page = await (await who.get(path)).text()
  return who.post(path, { version: versionOf(page) || '1', ...fields })
}

const tries: readonly Try[] = [
  { cell: 'Company.create', ask: (who) => who.post('/account/companies', { name: `Tried ${++number}` }) },
  { cell: 'Company.read', held: ofFerrero, ask: (who) => who.get('/companies/ferrero') },
  {
    cell: 'Company.update',
    held: ofFerrero,
    ask: (who) => send(who, '/companies/ferrero/edit', { phone: `+3901732951${10 + (++number % 80)}` }),
  },
  {
    cell: 'Company.update verified',
    held: ofFerrero,
    async ask(who) {
      await trusted().Company.updateWhere({ slug: 'ferrero' }, { verified: false })
      return send(who, '/companies/ferrero/edit', { verified: 'yes' })
    },
  },
  {
    cell: 'Membership.create',
    held: { stranger: ['invited'] },
    ask: async (who) => who.post(await invitation('stranger@example.com'), { do: 'accept' }),
  },
  { cell: 'Membership.read', held: ofFerrero, ask: (who) => who.get('/companies/ferrero/members') },
  {
    cell: 'Membership.update',
    held: ofFerrero,
    ask: async (who) => who.post(await member(), { version: '1', do: 'owner' }),
  },
  {
    cell: 'Membership.destroy',
    held: ofFerrero,
    ask: async (who) => who.post(await member(), { version: '1', do: 'remove' }),
  },
  {
    cell: 'Invitation.create',
    held: ofFerrero,
    ask: (who) =>
      who.post('/companies/ferrero/members', { email: `i${++number}@example.com`, role: 'staff' }),
  },
  {
    cell: 'Invitation.destroy',
    held: both(ofFerrero, { stranger: ['invited'] }),
    ask: async (who) => who.post(await invitation('stranger@example.com'), { do: 'decline' }),
  },
  { cell: 'Brand.read', ask: async (who) => who.get((await brand()).path) },
  {
    cell: 'Brand.update',
    held: ofFerrero,
    ask: async (who) => send(who, `${(await brand()).path}/edit`, { color: '#123456' }),
  },
  {
    cell: 'Brand.transfer',
    held: ofFerrero,
    ask: async (who) => who.post(`${(await brand()).path}/transfer`, { do: 'offer', to: 'mars' }),
  },
  {
    cell: 'Product.read',
    held: both(ofFerrero, ofAll('published')),
    ask: async (who) => who.get(`/id/${(await product()).id}`),
  },
  {
    cell: 'Product.update',
    held: both(ofFerrero, ofAll('published')),
    ask: async (who) => send(who, `${(await product()).path}/edit`, { gtin: 'x' }),
  },
  {
    cell: 'Product.update',
    held: ofFerrero,
    ask: async (who) => send(who, `${(await product({ status: 'draft' })).path}/edit`, {}),
  },
  {
    cell: 'Product.update supplierNotes',
    held: both(ofFerrero, ofAll('published')),
    ask: async (who) => send(who, `${(await product()).path}/edit`, { supplierNotes: 'x' }),
  },
  ...(['name', 'description', 'size', 'url', 'released'] as const).flatMap((path): Try[] => {
    const fields = { [path]: path === 'url' ? 'https://example.org/' : '2020-01-01' }
    const open = both(ofFerrero, ofAll('published'), ofAll(`${path}Open`))
    const word = { path, value: null, state: 'rejected', reviewAfter: day(9) } as const
    return [
      {
        cell: `Product.update ${path}`,
        held: open,
        ask: async (who) => send(who, `${(await product()).path}/edit`, fields),
      },
      {
        cell: `Product.update ${path}`,
        held: both(ofFerrero, ofAll('published')),
        async ask(who) {
          const { id, path: at } = await product()
          await trusted().Claim.create({ ...word, productId: id, source: 'https://example.com/' })
          return send(who, `${at}/edit`, fields)
        },
      },
    ]
  }),
  {
    cell: 'Product.transfer',
    held: both(ofFerrero, ofAll('published')),
    ask: async (who) => who.post(`${(await product()).path}/transfer`, { do: 'offer', to: 'mars' }),
  },
  {
    cell: 'Claim.create',
    ask: async (who) =>
      who.post(`${(await product()).path}/suggest`, {
        path: 'size',
        value: '1 g',
        source: 'https://example.com/',
      }),
  },
  {
    cell: 'Claim.update',
    held: both(ofFerrero, ofAll('published')),
    ask: async (who) => who.post(await claim(), { do: 'reject' }),
  },
  ...(['clerk', 'administrator'] as const).map(
    (author): Try => ({
      cell: 'Claim.update state',
      held: both(ofFerrero, ofAll('published'), { [author]: ['author'] }),
      never: [author],
      ask: async (who) => who.post(await claim(author), { do: 'accept' }),
    }),
  ),
  {
    cell: 'Claim.update reviewAfter',
    held: both(ofFerrero, ofAll('published')),
    ask: async (who) => who.post(await claim(), { do: 'reject', reviewAfter: day(3) }),
  },
  {
    cell: 'Change.read',
    held: ofAll('catalogue'),
    ask: async (who) => who.get(`${(await product()).path}/history`),
  },
  { cell: 'Category.read', ask: (who) => who.get('/categories/pantry') },
  {
    cell: 'User.create',
    ask: (who) =>
      (who === people.guest ? visitor(app) : who).post('/register', {
        name: 'New',
        email: `new-${++number}@example.com`,
        password,
      }),
  },
]

/** What no page of this application asks for; code and whatever else reaches the models are held to it all the same. */
const withoutPage = [
  'Brand.create',
  'Brand.destroy',
  'Category.create',
  'Category.destroy',
  'Category.update',
  'Claim.destroy',
  'Claim.read',
  'Company.destroy',
  'Invitation.read',
  'Link.create',
  'Link.destroy',
  'Link.read',
  'Link.update',
  'Offer.create',
  'Offer.destroy',
  'Offer.read',
  'Offer.update',
  'Product.create',
  'Product.destroy',
  'User.destroy',
  'User.read',
  'User.update',
]

const matrix = permissionMatrix(models)

function expected({ cell, held = {}, never = [] }: Try, kind: Kind): boolean {
  const [place = '', field] = cell.split(' ')
  const [name, action] = place.split('.') as [string, Action]
  const rules = matrix.find(({ model }) => model === name)
  const roles = [...builtIn(kind), ...(held[kind] ?? [])]
  const may = rules?.roles.some(({ role, may }) => may[action] && roles.includes(role)) ?? false
  const writers = rules?.fields.find((one) => one.field === field)?.write ?? null
  return may && !never.includes(kind) && (writers === null || writers.some((role) => roles.includes(role)))
}

const isDone = ({ status, headers }: Response): boolean =>
  status === 200 || (status === 303 && headers.get('Location') !== '/sign-in')

describe('every cell of the matrix that has a page is what the page does', () => {
  it.each(tries.map((one, i) => [one.cell, i] as const))('%s, number %i', async (_, i) => {
    const one = tries[i]
    if (one === undefined) throw new Error('there is no such try')
    const outcomes: unknown[] = []
    for (const kind of kinds) {
      const response = await one.ask(people[kind])
      outcomes.push([kind, isDone(response)])
      if (!isDone(response)) expect([kind, [303, 403, 404].includes(response.status)]).toEqual([kind, true])
    }
    expect(outcomes).toEqual(kinds.map((kind) => [kind, expected(one, kind)]))
  })

  it('and every cell has a page, or is known to have none', () => {
    const cells = matrix.flatMap(({ model, roles }) => {
      const actions = ['create', 'read', 'update', 'destroy', 'transfer'] as const
      const used = actions.filter((action) => roles.some(({ may }) => may[action]))
      return used.map((action) => `${model}.${action}`)
    })
    const tried = new Set(tries.map(({ cell }) => cell.split(' ')[0]))
    expect(cells.filter((cell) => !tried.has(cell)).toSorted()).toEqual(withoutPage)
  })
})
