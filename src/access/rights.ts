import type { AccessModel } from './definition.ts'

/** What all sessions of a database share. */
export interface Rights {
  readonly models: ReadonlyMap<string, AccessModel>
  readonly reachFields: ReadonlyMap<string, ReadonlySet<string>>
  readonly report: (error: unknown) => void
}
