import type { Database } from '../database.ts'
import type { Site } from '../html/layout.ts'

/** What routes work with. */
export interface Context {
  readonly db: Database
  readonly site: Site
}
