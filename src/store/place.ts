/** Which database a store is in, by the names that OpenTelemetry has for it; never with a user or a password. */
export interface DatabasePlace {
  /** The kind of database, such as `postgresql`: its `db.system.name`. */
  readonly system: string
  /** The database on its server, with the schema behind a bar where it has one. */
  readonly namespace?: string
  readonly address?: string
  readonly port?: number
}
