import { sql } from 'kysely'
import type { Row } from '../../store/contract.ts'
import type { Place, RecordedChange } from '../../store/record-changes.ts'
import { loggedChange } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import type { SqlChangeLog } from '../sql/change-log.ts'
import { createChangeLog } from '../sql/change-log.ts'
import type { Sql } from '../sql/statement.ts'
import { param } from '../sql/statement.ts'
import { CHANGES, changeRemoval } from './change-removal.ts'
import { logStatements } from './change-statements.ts'
import { integerParameter } from './codecs.ts'
import { kysely } from './dialect.ts'
import type { Runner } from './runner.ts'

/** Whether a text is among some, which are one parameter; they need the collation of the log's own columns. */
const among =
  ({ about }: Runner) =>
  (text: Sql, position: number): Sql =>
    sql`${text} in (select v from json_table(${param(position, JSON.stringify)}, '$[*]' columns (v varchar(255) collate ${sql.raw(about.collation)} path '$')) as names)`

const COLUMNS = ['model', 'op', 'key', 'before', 'after', 'secret'] as const

/** What is told of a change by its columns. */
function told(columns: Row, place: Place) {
  const stored = Object.fromEntries(COLUMNS.map((name, i) => [name, columns[i]]))
  return loggedChange(cast<RecordedChange>(stored, 'the columns of the table'), place)
}

/** The log of a MySQL database. */
export function mysqlChangeLog(runner: Runner): SqlChangeLog {
  const { read, write } = logStatements(runner)
  return createChangeLog({
    ...{ kysely, commits: runner.commits, changes: CHANGES, told },
    columns: sql`${sql.join(COLUMNS.map((name) => sql.id(name)))}`,
    encode: (number) => integerParameter(String(number)),
    among: (text, position) => among(runner)(text, position),
    prepare(statement, writes) {
      if (!writes) return read(statement)
      const run = write(statement)
      return async (parameters) => {
        await run(parameters)
        return []
      }
    },
    at: (raw) => new Date(Number(raw)),
    ...changeRemoval(runner),
  })
}
