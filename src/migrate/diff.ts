import type { ModelShape } from '../schema/shape.ts'
import type { SchemaAccess, TableChange, TableState } from '../store/schema-access.ts'
import { inverse } from '../stores/sql/schema/steps.ts'
import { allSteps, changesOf } from './changes.ts'
import { schemaChecksum } from './checksum.ts'
import { describeStep } from './describe.ts'
import type { NewMigration } from './file.ts'
import type { HistoryEntry } from './history.ts'
import { withoutLosses } from './losses.ts'

/** What is asked of a comparison of models with their database. */
export interface DiffOptions {
  readonly access: SchemaAccess
  readonly models: readonly ModelShape[]
  readonly history: readonly HistoryEntry[]
  /** Whether what removes data is written too. */
  readonly allowDestructive: boolean
  /** Whether the migration makes all from nothing, whatever is there. */
  readonly initial: boolean
}

/** The differences between models and their database. */
export interface Diff {
  /** In words; empty where there is nothing to do. */
  readonly summary: readonly string[]
  /** What was left out since it removes data, in words. */
  readonly losses: readonly string[]
  /** The migration, without its name. */
  readonly migration: Omit<NewMigration, 'name'>
}

/** The tables as they are after changes. */
function resultOf(actual: readonly TableState[], changes: readonly TableChange[]): readonly TableState[] {
  const touched = new Set(changes.flatMap(({ before }) => before?.name ?? []))
  const changed = changes.flatMap(({ before, after }): TableState[] => {
    if (after === undefined) return []
    // What models cannot say stays as it is.
    return [{ ...after, ...(before && { extras: before.extras, triggers: before.triggers }) }]
  })
  return [...actual.filter(({ name }) => !touched.has(name)), ...changed]
}

/** The way back; where there is none that keeps the data, it says so and stops. */
function downOf(access: SchemaAccess, changes: readonly TableChange[]): readonly string[] {
  try {
    return access.write(changes.map(inverse).toReversed())
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return [`-- require: select 1 = 0 -- This migration has no way back by itself: ${why}`]
  }
}

/** Compares models with their database, and writes the migration between them. */
export async function diffSchema(options: DiffOptions): Promise<Diff> {
  const { access, models, history, allowDestructive, initial } = options
  const wanted = await access.wanted(models)
  const actual = initial ? [] : await access.read()
  const before = history.at(-1)?.tables ?? []
  const all = changesOf({ actual, wanted, models, managed: before })
  const { changes, losses } = allowDestructive ? { changes: all, losses: [] } : withoutLosses(all)
  const result = resultOf(actual, changes)
  const names = new Set([...wanted.map(({ name }) => name), ...before])
  const tables = result.map(({ name }) => name).filter((name) => names.has(name))
  const summary = allSteps(changes).map(describeStep)
  const up = access.write(changes)
  return {
    summary,
    losses,
    migration: {
      database: access.database,
      tables: tables.toSorted(),
      result: schemaChecksum(result, tables),
      summary,
      up,
      down: downOf(access, changes),
    },
  }
}
