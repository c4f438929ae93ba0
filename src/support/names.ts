import { createHash } from 'node:crypto'

/** `companyId` → `company_id`, `HTTPServer` → `http_server`. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
}

const LONGEST = 63

/** A name of at most 63 bytes, which every database takes: a longer one is cut and ends with a hash of the whole. */
export function databaseName(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${Buffer.from(name)
    .subarray(0, LONGEST - 9)
    .toString()
    .replace(/\uFFFD+$/, '')}_${hash}`
}
