import { sql } from 'kysely'
import type { Compaction, Expiry, Swept } from '../../store/change-log.ts'
import type { Row, StoreTransaction } from '../../store/contract.ts'
import type { LogParts } from '../sql/change-log.ts'
import { behind, expiredName, sweptOf, upTo } from '../sql/change-log.ts'
import { numbersOf, positionOf } from '../sql/change-places.ts'
import { lazily } from '../sql/lazily.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { compile, param } from '../sql/statement.ts'
import { logStatements } from './change-statements.ts'
import { integerParameter, momentText } from './codecs.ts'
import { kysely } from './dialect.ts'
import type { Runner } from './runner.ts'
import { together } from './together.ts'

const NEVER = new Date('1000-01-01T00:00:00Z')
const ALWAYS = new Date('9999-12-31T00:00:00Z')

const integer: Encode = (number) => integerParameter(String(number))
const moment: Encode = (date) => momentText(date as Date)

/** Commits are read first, and of each its changes: by itself the server reads all changes where it thinks them few. */
export const CHANGES = sql.raw(
  'prometheus_commit straight_join prometheus_change force index (primary) using (xid)',
)

const LAST = sql`order by number desc, seq desc limit 1`

/** Behind all changes of a commit. */
const ALL_OF_IT = '9223372036854775807'

/** A part of the log, by the numbers before it and those of its end. */
const PART = sql`${behind(0, integer)} and ${upTo(2, integer)}`

/** Changes of a model that are old, or that enough others have followed; those of the last commit stay. */
const EXPIRED = sql`select distinct xid, number, seq from ${CHANGES}
  where ${PART} and model = ${param(4)} and (at < ${param(5, moment)} or (${upTo(6, integer)})) and at < ${param(8, moment)} and number <> ${param(9, integer)}`

/** Changes of a model that another of the same record has followed. */
const FOLLOWED = sql`select distinct xid, number, seq from ${CHANGES}
  where ${PART} and model = ${param(4)} and at < ${param(5, moment)} and exists (
    select 1 from prometheus_change as later join prometheus_commit as done on done.xid = later.xid
    where later.model = prometheus_change.model and later.\`key\` = prometheus_change.\`key\`
      and (done.number > prometheus_commit.number or (done.number = prometheus_commit.number and later.seq > prometheus_change.seq)))`

const remove = (changes: Sql): Sql =>
  sql`delete prometheus_change from prometheus_change join (${changes}) as gone using (xid, seq)`

/** The commit of the change of a model that as many are newer than, and the change in it. */
const BEYOND_COMMIT = sql`select number from ${CHANGES} where model = ${param(0)} order by number desc limit 1 offset ${param(1, integer)}`
const NEWER = sql`select count(*) from ${CHANGES} where number > ${param(1, integer)} and model = ${param(0)}`
const BEYOND = sql`select seq from ${CHANGES} where number = ${param(1, integer)} and model = ${param(0)} order by seq desc limit 1 offset ${param(2, integer)}`

/** How far so many commits reach: that many changes are among them. */
const REACHED = sql`select max(number) from (
    select number from prometheus_commit where number >= ${param(0, integer)} order by number limit ${param(1, integer)}) as part`

/** How many changes are in a part, and the last of them. */
const SUMMARY = sql`select count(*) over (), number, seq from (
    select number, seq from ${CHANGES} where ${PART} order by number, seq limit ${param(4, integer)}) as part ${LAST}`

const REMEMBER = sql`insert into prometheus_change_log values (${param(0)}, ${param(1)})
  on duplicate key update value = greatest(value, values(value))`

/** Numbers of commits of which nothing is kept any more. */
const FORGET = sql`delete from prometheus_commit
  where number >= ${param(0, integer)} and number <= ${param(1, integer)} and number <> ${param(2, integer)}
    and not exists (select 1 from prometheus_change where prometheus_change.xid = prometheus_commit.xid)`

function statementsOf(runner: Runner) {
  const { read, write } = logStatements(runner)
  return {
    last: read(compile(kysely, sql`select max(number) from prometheus_commit`)),
    beyondCommit: read(compile(kysely, BEYOND_COMMIT)),
    newer: read(compile(kysely, NEWER)),
    beyond: read(compile(kysely, BEYOND)),
    reached: read(compile(kysely, REACHED)),
    summary: read(compile(kysely, SUMMARY)),
    newest: read(compile(kysely, sql`select number, seq from (${EXPIRED}) as gone ${LAST}`)),
    expire: write(compile(kysely, remove(EXPIRED))),
    compact: write(compile(kysely, remove(FOLLOWED))),
    remember: write(compile(kysely, REMEMBER)),
    forget: write(compile(kysely, FORGET)),
  }
}

type Statements = ReturnType<typeof statementsOf>

/** A part of a log that is swept: the numbers around it, and the number of the last commit. */
interface Part {
  readonly bounds: Row
  readonly last: unknown
}

/** The change of a model that as many are newer than; where there are no more, one before all. */
async function beyondOf(
  { beyondCommit, newer, beyond }: Statements,
  model: string,
  most: number,
  tx: StoreTransaction,
): Promise<Row> {
  const [commit] = await beyondCommit([model, most], tx)
  if (commit === undefined) return [0, 0]
  const [number] = commit
  const [[count] = []] = await newer([model, number], tx)
  const [[seq] = []] = await beyond([model, number, most - Number(count)], tx)
  return [number, seq]
}

/** The end of a part: no further than as many commits reach as it may have changes. */
async function endOf(
  { reached }: Statements,
  { after, upTo: end, limit }: Expiry | Compaction,
  tx: StoreTransaction,
): Promise<Row> {
  const [from] = numbersOf(after)
  const [number, seq] = numbersOf(end)
  const [[last] = []] = await reached([from, limit + 1], tx)
  if (last === null || last === undefined || BigInt(String(last)) >= BigInt(number)) return [number, seq]
  return [last, ALL_OF_IT]
}

/** Removes what is old; gives how much that was. */
async function expire(
  statements: Statements,
  { model, before = NEVER, most, spare = ALWAYS }: Expiry,
  { bounds, last }: Part,
  tx: StoreTransaction,
): Promise<number> {
  const { newest, expire: removeOld, remember } = statements
  const kept = most === undefined ? [0, 0] : await beyondOf(statements, model, most, tx)
  const parameters = [...bounds, model, before, ...kept, spare, last]
  const [gone] = await newest(parameters, tx)
  if (gone === undefined) return 0
  await remember([expiredName(model), positionOf([gone[0], gone[1]])], tx)
  return removeOld(parameters, tx)
}

/** Removes what is kept no longer, in a transaction for each part of the log. */
export function changeRemoval(runner: Runner): Pick<LogParts, 'expire' | 'compact'> {
  const statements = lazily(() => statementsOf(runner))
  const sweep = (
    part: Expiry | Compaction,
    work: (part: Part, tx: StoreTransaction) => Promise<number>,
  ): Promise<Swept> =>
    together(runner, null, async (tx) => {
      const { summary, last, forget } = statements()
      const from = numbersOf(part.after)
      const end = await endOf(statements(), part, tx)
      const [[count, number, seq] = []] = await summary([...from, ...end, part.limit], tx)
      if (count === undefined) return { removed: 0, position: null }
      const [[newest] = []] = await last([], tx)
      const removed = await work({ bounds: [...from, number, seq], last: newest }, tx)
      if (removed > 0) await forget([from[0], number, newest], tx)
      return sweptOf(removed, { count: Number(count), last: [number, seq] }, part.limit)
    })
  return {
    expire: (expiry) => sweep(expiry, (part, tx) => expire(statements(), expiry, part, tx)),
    compact: (compaction) => {
      const { model, before } = compaction
      return sweep(compaction, ({ bounds }, tx) => statements().compact([...bounds, model, before], tx))
    },
  }
}
