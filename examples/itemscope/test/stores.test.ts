import { describe, expect, it } from 'vitest'
import { startServer } from '../../../test/mongodb/server/index.ts'
import { freshDatabase, urlOf } from '../../../test/mysql/server.ts'
import { freshSchema, serverUrl } from '../../../test/postgres/server.ts'
import { isServer, shownPlace } from '../src/stores.ts'
import type { Visitor } from './support/accounts.ts'
import { signedIn, visitor } from './support/accounts.ts'
import { versionOf } from './support/people.ts'
import type { RunningApp } from './support/running-app.ts'
import { startApp } from './support/running-app.ts'

/** A place for a database, and how to be rid of it. */
interface Place {
  readonly url: string
  remove(): Promise<void>
}

const places: Readonly<Record<string, (() => Promise<Place>) | undefined>> = {
  PostgreSQL: process.env.PROMETHEUS_POSTGRES === undefined ? undefined : postgresPlace,
  MariaDB: process.env.PROMETHEUS_MYSQL === undefined ? undefined : mysqlPlace,
  async MongoDB() {
    const { url, stop } = await startServer()
    const address = new URL(url)
    address.pathname = '/itemscope'
    return { url: address.href, remove: stop }
  },
}

async function postgresPlace(): Promise<Place> {
  const schema = await freshSchema()
  const url = new URL(serverUrl)
  url.searchParams.set('options', `-c search_path=${schema.name}`)
  return { url: url.href, remove: schema.drop }
}

async function mysqlPlace(): Promise<Place> {
  const database = await freshDatabase()
  return { url: urlOf(database.name), remove: database.drop }
}

/** Has two decide on suggestions at the same time; gives what they were told where it was not what it should be. */
async function decideAtOnce(app: RunningApp, ann: Visitor, deciders: readonly Visitor[]): Promise<unknown[]> {
  const wrong: unknown[] = []
  for (const value of ['100 g', '200 g', '300 g']) {
    await ann.post(`${nutella}/suggest`, { path: 'size', value, source: 'https://example.com/nutella' })
    const [claim] = await app.db.system('a test').Claim.find({ where: { value } })
    const told = await Promise.all(
      deciders.map(async (who) => (await who.post(`/claims/${claim?.id}`, { do: 'accept' })).status),
    )
    const [done, refused] = told.toSorted()
    if (done !== 303 || (refused !== 404 && refused !== 409)) wrong.push(told)
  }
  return wrong
}

const nutella = '/products/00009800895007'

describe('Itemscope on a server', () => {
  for (const [name, make] of Object.entries(places)) {
    it.skipIf(make === undefined)(`is the same on ${name}`, { timeout: 120_000 }, async () => {
      const place = await make?.()
      const app = await startApp(place?.url, process.env.PROMETHEUS_REDIS)
      try {
        const found = await (await app.fetch('/?q=nutella&sort=-name')).text()
        expect(found).toContain(nutella.replace('/products', '/01'))
        expect((await app.fetch(nutella)).status).toBe(200)
        const admin = await signedIn(app, `${name.toLowerCase()}-admin`, { roles: ['administrator'] })
        const page = await (await admin.get(`${nutella}/edit`)).text()
        const change = { version: versionOf(page), name: 'Nutella of a test' }
        expect((await admin.post(`${nutella}/edit`, change)).status).toBe(303)
        expect((await admin.post(`${nutella}/edit`, change)).status).toBe(409)
        expect(await (await app.fetch(nutella)).text()).toContain('Nutella of a test')
        expect(await (await app.fetch(`${nutella}/history`)).text()).toContain('of a test')
        expect((await visitor(app).get(`${nutella}/edit`)).status).not.toBe(200)
        const other = await signedIn(app, `${name.toLowerCase()}-other`, { roles: ['administrator'] })
        expect(
          await decideAtOnce(app, await signedIn(app, `${name.toLowerCase()}-ann`), [admin, other]),
        ).toEqual([])
        await admin.post('/sign-out', {})
        expect((await admin.get('/account')).status).not.toBe(200)
      } finally {
        await app.stop()
        await place?.remove()
      }
    })
  }
})

describe('the address of a server', () => {
  it('is told from the path of a file', () => {
    expect(
      ['postgres://a/b', 'postgresql://a/b', 'mysql://a/b', 'mariadb://a/b', 'mongodb://a/b'].map(isServer),
    ).toEqual(Array(5).fill(true))
    expect(['data.db', '/data/a.db', 'C:\\a.db', ':memory:', 'http://a/b'].map(isServer)).toEqual(
      Array(5).fill(false),
    )
  })

  it('is shown without what would let others in', () => {
    expect(shownPlace('postgres://ann:secret@db.example/shop?sslkey=x')).toBe('postgres://db.example/shop')
    expect(shownPlace('data.db')).toBe('data.db')
  })
})
