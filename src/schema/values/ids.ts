import type { IdType } from '../kinds.ts'
import type { Parse } from './refusal.ts'
import { wrongType } from './refusal.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const OBJECT_ID = /^[0-9a-f]{24}$/i

const parseUuid: Parse = (value) =>
  typeof value === 'string' && UUID.test(value) ? value.toLowerCase() : wrongType('a UUID')
const parseObjectId: Parse = (value) =>
  typeof value === 'string' && OBJECT_ID.test(value)
    ? value.toLowerCase()
    : wrongType('an ObjectId of 24 digits')
const parseAuto: Parse = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    ? value
    : wrongType('a positive integer')

/** id: by the type of the identifier. */
export const idParser = (type: IdType): Parse =>
  ({ uuid: parseUuid, objectId: parseObjectId, auto: parseAuto })[type]
