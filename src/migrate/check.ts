import type { ModelShape } from '../schema/shape.ts'
import type { SchemaAccess } from '../store/schema-access.ts'
import { allSteps, changesOf } from './changes.ts'
import { schemaChecksum } from './checksum.ts'
import { describeStep } from './describe.ts'
import type { MigrationFile } from './file.ts'
import type { HistoryEntry } from './history.ts'
import { standings, WRONG } from './standing.ts'

/** What is checked. */
export interface Checked {
  readonly access: SchemaAccess
  readonly models: readonly ModelShape[]
  readonly files: readonly MigrationFile[]
  readonly history: readonly HistoryEntry[]
}

function fileProblems({ files, history }: Checked): string[] {
  return standings(files, history).flatMap(({ name, standing }) => {
    if (standing === 'applied') return []
    if (standing === 'pending') return [`${name} is not applied: run apply.`]
    if (standing === 'unfinished') return [`${name} is under way and not at its end: run apply.`]
    return [`${name} ${WRONG[standing]}.`]
  })
}

/** Whether somebody else has changed the tables since the last migration. */
async function driftProblems({ access, history }: Checked): Promise<string[]> {
  const last = history.at(-1)
  if (last === undefined || last.underWay !== undefined) return []
  if (schemaChecksum(await access.read(), last.tables) === last.state) return []
  return [
    `The tables are not as ${last.name} left them: somebody has changed the database beside the migrations. Undo that, or write it as a migration and record it (apply --record).`,
  ]
}

async function modelProblems({ access, models, history }: Checked): Promise<string[]> {
  const [actual, wanted] = [await access.read(), await access.wanted(models)]
  const managed = history.at(-1)?.tables ?? []
  return allSteps(changesOf({ actual, wanted, models, managed })).map(
    (step) => `The models need a migration: ${describeStep(step)}.`,
  )
}

/** All that is wrong between models, files and database; nothing where they agree. */
export async function checkMigrations(checked: Checked): Promise<readonly string[]> {
  const problems = fileProblems(checked)
  const isPending = problems.length > 0
  // What the models need is known when all that is written has been applied.
  return [...problems, ...(await driftProblems(checked)), ...(isPending ? [] : await modelProblems(checked))]
}
