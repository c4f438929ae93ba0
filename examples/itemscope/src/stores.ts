import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Store } from 'prometheus-odm'

/** Makes the store of a kind of address. Drivers are loaded with the store that is asked for, and no others. */
const makers: Readonly<Record<string, (url: string) => Promise<Store>>> = {
  'postgres:': async (url) => (await import('prometheus-odm/postgres')).postgres(url),
  'mysql:': async (url) => (await import('prometheus-odm/mysql')).mysql(url),
  'mongodb:': async (url) => (await import('prometheus-odm/mongodb')).mongodb(url),
}

const others: Readonly<Record<string, string>> = {
  'postgresql:': 'postgres:',
  'mariadb:': 'mysql:',
  'mongodb+srv:': 'mongodb:',
}

function makerOf(place: string) {
  if (!/^[a-z+]+:\/\//.test(place)) return undefined
  const { protocol } = new URL(place)
  return makers[others[protocol] ?? protocol]
}

/** Whether a place is the address of a database server that Itemscope can use, and no path of a file. */
export const isServer = (place: string): boolean => makerOf(place) !== undefined

/** The store at a place: of a server, or in an SQLite file, whose folder is made where it is missing. */
export async function storeAt(place: string): Promise<Store> {
  const make = makerOf(place)
  if (make !== undefined) return make(place)
  if (place !== ':memory:') mkdirSync(dirname(place), { recursive: true })
  return (await import('prometheus-odm/sqlite')).sqlite(place)
}

/** Temporary data, which goes by itself. */
export const redisAt = async (url: string): Promise<Store> =>
  (await import('prometheus-odm/redis')).redis({ url, prefix: 'itemscope' })

/** A place without what would let others in. */
export function shownPlace(place: string): string {
  if (!isServer(place)) return place
  const url = new URL(place)
  url.username = ''
  url.password = ''
  url.search = ''
  return url.href
}
