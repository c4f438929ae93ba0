import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SchemaAccess } from '../store/schema-access.ts'
import { snakeCase } from '../support/names.ts'
import type { MigrationFile } from './file.ts'
import { parseMigration } from './file.ts'
import { refused } from './refuse.ts'

const NAME = /^\d{8}T\d{4}_[a-z0-9_]+$/

/** The migrations of a folder, in order of their names; none where there is no folder. */
export function readFolder(folder: string, access: SchemaAccess): readonly MigrationFile[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))
  return files.toSorted().map((file) => {
    const name = file.slice(0, -'.sql'.length)
    if (!NAME.test(name)) {
      const message = `${join(folder, file)} is not named as migrations are (20261130T1200_add_rank.sql), so its place among them is unknown: rename it, or move it elsewhere.`
      throw refused(message, { migration: name })
    }
    const migration = parseMigration(name, readFileSync(join(folder, file), 'utf8'), access.backslashes)
    if (migration.database === access.database) return migration
    const message = `${join(folder, file)} is for ${migration.database}, and the store is ${access.database}: name the folder of this store's migrations.`
    throw refused(message, { migration: name })
  })
}

const stamp = (time: Date): string =>
  time.toISOString().replaceAll(/[-:]/g, '').slice(0, 'YYYYMMDDTHHMM'.length)

const timeOf = (name: string): Date => {
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)_/.exec(name) ?? []
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`)
}

const MINUTE = 60_000

/** The name of a new migration, behind all that are there. */
export function newName(title: string, existing: readonly { readonly name: string }[], now: Date): string {
  const words = snakeCase(title)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '')
  if (words === '') throw refused(`'${title}' is no name of a migration: use letters and digits.`)
  const last = existing.at(-1)
  const after = last === undefined ? 0 : timeOf(last.name).getTime() + MINUTE
  return `${stamp(new Date(Math.max(now.getTime(), after)))}_${words}`
}

/** Writes a new migration; gives the path. */
export function writeMigration(folder: string, name: string, text: string): string {
  const path = join(folder, `${name}.sql`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, text, { flag: 'wx' })
  return path
}
