import { sql } from 'kysely'
import type { Compaction, Expiry, Swept } from '../../store/change-log.ts'
import type { Row, StoreTransaction } from '../../store/contract.ts'
import type { LogParts } from '../sql/change-log.ts'
import { behind, CHANGES, expiredName, LAST, sweptOf, upTo } from '../sql/change-log.ts'
import { numbersOf, positionOf } from '../sql/change-places.ts'
import { lazily } from '../sql/lazily.ts'
import type { Encode, Sql } from '../sql/statement.ts'
import { compile, param } from '../sql/statement.ts'
import { logStatements } from './change-statements.ts'
import { momentText } from './codecs.ts'
import { kysely } from './dialect.ts'
import { integerParameter } from './driver.ts'
import type { Runner } from './runner.ts'
import { together } from './together.ts'

const NEVER = new Date('1000-01-01T00:00:00Z')
const ALWAYS = new Date('9999-12-31T00:00:00Z')

const integer: Encode = (number) => integerParameter(String(number))
const moment: Encode = (date) => momentText(date as Date)

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

const BEYOND = sql`select number, seq from ${CHANGES} where model = ${param(0)} ${LAST} offset ${param(1, integer)}`

/** How many changes are in a part, and the last of them. */
const SUMMARY = sql`select count(*) over (), number, seq from (
    select number, seq from ${CHANGES} where ${PART} order by number, seq limit ${param(4, integer)}) as part ${LAST}`

const REMEMBER = sql`insert into prometheus_change_log values (${param(0)}, ${param(1)})
  on duplicate key update value = greatest(value, values(value))`

/** Numbers of commits of which nothing is kept any more. */
const FORGET = sql`delete prometheus_commit from prometheus_commit left join prometheus_change using (xid)
  where number >= ${param(0, integer)} and number <= ${param(1, integer)} and number <> ${param(2, integer)} and prometheus_change.xid is null`

function statementsOf(runner: Runner) {
  const { read, write } = logStatements(runner)
  return {
    last: read(compile(kysely, sql`select max(number) from prometheus_commit`)),
    beyond: read(compile(kysely, BEYOND)),
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

/** Removes what is old; gives how much that was. */
async function expire(
  { beyond, newest, expire: removeOld, remember }: Statements,
  { model, before = NEVER, most, spare = ALWAYS }: Expiry,
  { bounds, last }: Part,
  tx: StoreTransaction,
): Promise<number> {
  const [kept = [0, 0]] = most === undefined ? [] : await beyond([model, most], tx)
  const parameters = [...bounds, model, before, kept[0], kept[1], spare, last]
  const [gone] = await newest(parameters, tx)
  if (gone === undefined) return 0
  await remember([expiredName(model), positionOf([gone[0], gone[1]])], tx)
  return removeOld(parameters, tx)
}

/** Removes what is kept no longer, in a transaction for each part of the log. */
export function changeRemoval(runner: Runner): Pick<LogParts, 'expire' | 'compact'> {
  const statements = lazily(() => statementsOf(runner))
  const sweep = (
    { after, upTo: end, limit }: Expiry | Compaction,
    work: (part: Part, tx: StoreTransaction) => Promise<number>,
  ): Promise<Swept> =>
    together(runner, null, async (tx) => {
      const { summary, last, forget } = statements()
      const from = numbersOf(after)
      const [[count, number, seq] = []] = await summary([...from, ...numbersOf(end), limit], tx)
      if (count === undefined) return { removed: 0, position: null }
      const [[newest] = []] = await last([], tx)
      const removed = await work({ bounds: [...from, number, seq], last: newest }, tx)
      if (removed > 0) await forget([from[0], number, newest], tx)
      return sweptOf(removed, { count: Number(count), last: [number, seq] }, limit)
    })
  return {
    expire: (expiry) => sweep(expiry, (part, tx) => expire(statements(), expiry, part, tx)),
    compact: (compaction) => {
      const { model, before } = compaction
      return sweep(compaction, ({ bounds }, tx) => statements().compact([...bounds, model, before], tx))
    },
  }
}
