import { createPrometheus, field } from 'prometheus-odm'
import { mysql } from 'prometheus-odm/mysql'
import { postgres } from 'prometheus-odm/postgres'
import { sqlite } from 'prometheus-odm/sqlite'

const { defineModel, connect } = createPrometheus()

/** What is written, and recorded. */
export class Entry extends defineModel({
  name: 'Entry',
  schema: {
    id: field.id({ type: 'auto' }),
    batch: field.integer({ required: true }),
    part: field.integer({ required: true }),
  },
  changes: true,
}) {}

/** What a consumer was told of. */
export class Seen extends defineModel({
  name: 'Seen',
  schema: {
    id: field.id({ type: 'auto' }),
    batch: field.integer({ required: true }),
    part: field.integer({ required: true }),
  },
}) {}

/** The models that the tests of changes share with their child processes. */
export interface Models {
  Entry: typeof Entry
  Seen: typeof Seen
}

/** The store at a place: the path of a file, or the address of a database of a server, of PostgreSQL with a schema. */
function storeAt(place: string) {
  if (place.startsWith('mysql:')) return mysql(place)
  if (!place.startsWith('postgres:')) return sqlite(place)
  const [url = '', schema = ''] = place.split('#')
  return postgres({ url, schema })
}

/** Opens the shared database; every process does it alike. */
export const openJournal = (place: string) =>
  connect<Models>({ models: { Entry, Seen }, store: storeAt(place), sync: true })
