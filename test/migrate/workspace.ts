import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyMigrations, recordMigrations } from '../../src/migrate/apply.ts'
import { checkMigrations } from '../../src/migrate/check.ts'
import type { Diff, DiffOptions } from '../../src/migrate/diff.ts'
import { diffSchema } from '../../src/migrate/diff.ts'
import { formatMigration } from '../../src/migrate/file.ts'
import { newName, readFolder, writeMigration } from '../../src/migrate/folder.ts'
import { readHistory } from '../../src/migrate/history.ts'
import type { Extent } from '../../src/migrate/rollback.ts'
import { rollbackMigrations } from '../../src/migrate/rollback.ts'
import { standings } from '../../src/migrate/standing.ts'
import { withConsumers } from '../../src/model/changes/consumer-rows.ts'
import type { SchemaDefinition } from '../../src/schema/definition.ts'
import { buildModelSchema } from '../../src/schema/model-schema.ts'
import type { ModelShape } from '../../src/schema/shape.ts'
import type { Store } from '../../src/store/contract.ts'
import type { SchemaAccess, TableState } from '../../src/store/schema-access.ts'

/** A database of one kind, made for a test. */
export interface TestDatabase {
  /** What {@link Engine.store} takes. */
  readonly address: string
  drop(): Promise<void>
}

/** A kind of database. */
export interface Engine {
  readonly name: string
  /** What migrations call it. */
  readonly database: string
  create(): Promise<TestDatabase>
  store(address: string): Store
}

/** A model as tests write it. */
export interface WrittenModel {
  readonly name: string
  readonly table?: string
  readonly was?: string
  readonly schema: object
  readonly key?: readonly string[]
  readonly changes?: { readonly compact: unknown; readonly most: unknown }
  readonly indexes?: readonly { fields: readonly string[]; unique?: boolean; name?: string }[]
}

/** The shapes of models, with what is stored beside them. */
export function shapesOf(models: readonly WrittenModel[]): readonly ModelShape[] {
  const all = new Map(
    models.map((model) => [model.name, { ...model, schema: model.schema as SchemaDefinition }]),
  )
  return withConsumers([...all.values()].map((model) => buildModelSchema(model, all).shape))
}

type Values = Readonly<Record<string, unknown>>

/** A database and a folder of migrations, of one test. */
export class Workspace {
  readonly folder = mkdtempSync(join(tmpdir(), 'prometheus-migrate-'))
  readonly address: string
  readonly #engine: Engine
  readonly #database: TestDatabase

  constructor(engine: Engine, database: TestDatabase) {
    this.#engine = engine
    this.#database = database
    this.address = database.address
  }

  /** A database and a folder, both empty. */
  static async on(engine: Engine): Promise<Workspace> {
    return new Workspace(engine, await engine.create())
  }

  /** Opens the store, does something with it, and closes it. */
  async with<T>(
    work: (store: Store, access: SchemaAccess) => Promise<T>,
    models: readonly ModelShape[] = [],
  ) {
    const store = this.#engine.store(this.address)
    await store.open(models)
    try {
      return await work(store, store.schema as SchemaAccess)
    } finally {
      await store.close()
    }
  }

  diff(models: readonly WrittenModel[], options: Partial<DiffOptions> = {}): Promise<Diff> {
    return this.with(async (_store, access) =>
      diffSchema({
        access,
        models: shapesOf(models),
        history: await readHistory(access),
        allowDestructive: true,
        initial: false,
        ...options,
      }),
    )
  }

  /** Writes the next migration; gives its name. */
  async write(
    models: readonly WrittenModel[],
    edit = (text: string) => text,
    options: Partial<DiffOptions> = {},
  ): Promise<string> {
    const { migration } = await this.diff(models, options)
    const name = newName(
      'change',
      this.names().map((one) => ({ name: one })),
      new Date('2026-11-30T12:00:00Z'),
    )
    writeMigration(this.folder, name, edit(formatMigration({ ...migration, name })))
    return name
  }

  async apply(): Promise<readonly string[]> {
    return this.with(async (_store, access) => {
      const { names, unlike } = await applyMigrations({
        access,
        files: readFolder(this.folder, access),
        wait: 20_000,
      })
      if (unlike.length > 0)
        throw new Error(
          `not as the file says: ${unlike.join()}\n${JSON.stringify(await access.read(), null, 1)}`,
        )
      return names
    })
  }

  record(): Promise<readonly string[]> {
    return this.with((_store, access) =>
      recordMigrations({ access, files: readFolder(this.folder, access), wait: 20_000 }),
    )
  }

  rollback(extent: Extent = { steps: 1 }): Promise<readonly string[]> {
    return this.with((_store, access) =>
      rollbackMigrations({ access, files: readFolder(this.folder, access), wait: 20_000 }, extent),
    )
  }

  check(models: readonly WrittenModel[]): Promise<readonly string[]> {
    return this.with(async (_store, access) => {
      const [files, history] = [readFolder(this.folder, access), await readHistory(access)]
      return checkMigrations({ access, models: shapesOf(models), files, history })
    })
  }

  status() {
    return this.with(async (_store, access) =>
      standings(readFolder(this.folder, access), await readHistory(access)).map(({ standing }) => standing),
    )
  }

  /** From the database as it is to the models: written, applied, and nothing left to do. */
  async migrate(
    models: readonly WrittenModel[],
    edit?: (text: string) => string,
  ): Promise<readonly string[]> {
    await this.write(models, edit)
    await this.apply()
    return (await this.diff(models)).summary
  }

  /** The store of the database, as an application names it. */
  store(): Store {
    return this.#engine.store(this.address)
  }

  tables(): Promise<readonly TableState[]> {
    return this.with(async (_store, access) =>
      (await access.read()).filter(({ name }) => name !== 'prometheus_migrations'),
    )
  }

  insert(models: readonly WrittenModel[], name: string, rows: readonly Values[]): Promise<unknown> {
    const shapes = shapesOf(models)
    return this.with(async (store) => {
      const model = shapes.find((one) => one.name === name) as ModelShape
      const fields = model.fields.filter((field) => rows[0] !== undefined && field.name in rows[0])
      const insert = store.prepare({ kind: 'insert', model, fields, returnsKey: false })
      return insert.run(
        rows.map((row) => fields.map((field) => row[field.name])),
        null,
      )
    }, shapes)
  }

  /** All records of a model by its key, as plain objects. */
  find(models: readonly WrittenModel[], name: string): Promise<readonly Values[]> {
    const shapes = shapesOf(models)
    return this.with(async (store) => {
      const model = shapes.find((one) => one.name === name) as ModelShape
      const { fields } = model
      const sort = model.key.map((field) => ({ field, descending: false, nullsFirst: true }))
      const find = store.prepare({ kind: 'find', model, fields, where: { op: 'always' }, sort, one: false })
      const rows = await find.run([], null)
      return rows.map((row) =>
        Object.fromEntries(
          fields.map((field, i) => {
            const decode = find.decode[i] as ((raw: unknown) => unknown) | undefined
            return [field.name, row[i] === null || decode === undefined ? row[i] : decode(row[i])]
          }),
        ),
      )
    }, shapes)
  }

  names(): string[] {
    return readdirSync(this.folder)
      .map((file) => file.replace('.sql', ''))
      .toSorted()
  }

  text(name: string): string {
    return readFileSync(join(this.folder, `${name}.sql`), 'utf8')
  }

  edit(name: string, change: (text: string) => string): void {
    writeFileSync(join(this.folder, `${name}.sql`), change(this.text(name)))
  }

  remove(name: string): void {
    rmSync(join(this.folder, `${name}.sql`))
  }

  /** Runs SQL beside all migrations. */
  sql(text: string): Promise<unknown> {
    return this.with((_store, access) => access.migrate(20_000, (session) => session.run(text)))
  }

  async end(): Promise<void> {
    rmSync(this.folder, { recursive: true })
    await this.#database.drop()
  }
}
