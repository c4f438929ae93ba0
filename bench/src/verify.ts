import { createHash } from 'node:crypto'
import type { Contender } from './contender.ts'
import { operationOf, removeAdded, takeCalls } from './contender.ts'
import { SIZE } from './data-set.ts'
import type { Comment, NewPost, PostUpdate } from './posts.ts'
import { COMPARED } from './posts.ts'
import type { Workload } from './workloads.ts'

const SAMPLES = 30

/** Comments by their keys, since nobody asks for them in an order. */
const byKey = (comments: unknown) =>
  Array.isArray(comments) ? comments.toSorted((a: Comment, b: Comment) => a.id - b.id) : comments

/** One text for one value, whatever made it: a date is not its number, nor true 1. */
function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (value instanceof Date) return `date ${value.getTime()}`
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object') return `${typeof value} ${String(value)}`
  const row = value as Record<string, unknown>
  const values = COMPARED.map((name) => (name === 'comments' ? byKey(row[name]) : row[name]))
  return `{${values.map(canonical).join(',')}}`
}

function expectEqual(contender: Contender, what: string, got: unknown, expected: unknown): void {
  if (got !== expected) throw new Error(`${contender.name}: ${what}: ${String(got)}, not ${String(expected)}`)
}

/** A checksum over what a peer answers to the same calls. */
async function checksumOf(contender: Contender, workload: Workload): Promise<string> {
  const operation = operationOf(contender, workload)
  const hash = createHash('sha256')
  for (let index = 0; index < SAMPLES; index += 1) {
    const answer = await operation?.(workload.input(index))
    hash.update(canonical(answer))
  }
  return hash.digest('hex').slice(0, 16)
}

/** After a batch: whether its calls are in the database. Throws where they are not. */
export async function verifyBatch(
  contender: Contender,
  workload: Workload,
  first: number,
  count: number,
): Promise<void> {
  const { witness } = contender
  if (workload.effect === 'adds') {
    const { length } = await witness.postsAfter(SIZE.posts)
    expectEqual(contender, `posts added by ${workload.name}`, length, count * workload.adds)
  }
  if (workload.effect === 'changes') {
    const { id, title, views } = workload.input(first + count - 1) as PostUpdate
    const found = await witness.post(id)
    expectEqual(contender, `last value of ${workload.name}`, found.join(), `${title},${views}`)
  }
}

/** Whether posts that were added are found as they were given. */
async function verifyAdded(contender: Contender, workload: Workload): Promise<void> {
  const first = takeCalls(contender, workload, SAMPLES)
  const given = Array.from({ length: SAMPLES }, (_, index) =>
    workload.input(first + index),
  ).flat() as NewPost[]
  const operation = operationOf(contender, workload)
  for (let index = 0; index < SAMPLES; index += 1) await operation?.(workload.input(first + index))
  await verifyBatch(contender, workload, first, SAMPLES)
  const added = await contender.witness.postsAfter(SIZE.posts)
  for (const [index, id] of added.entries()) {
    const found = await contender.open.operations.findById?.(id)
    expectEqual(contender, `post ${id}`, canonical(found), canonical({ ...given[index], id }))
  }
  await removeAdded(contender)
}

/** Whether updates say how many rows they changed, and change all that they are told to. */
async function verifyChanged(contender: Contender, workload: Workload): Promise<void> {
  const first = takeCalls(contender, workload, SAMPLES)
  const operation = operationOf(contender, workload)
  for (let index = first; index < first + SAMPLES; index += 1) {
    const update = workload.input(index) as PostUpdate
    expectEqual(contender, 'rows changed', await operation?.(update), 1)
    const read = await contender.witness.post(update.id)
    expectEqual(contender, 'new values', read.join(), `${update.title},${update.views}`)
  }
}

/**
 * Lets all peers do the same calls and compares what comes of it, so that no one wins by doing less.
 * Throws where a peer answers other than the first one, or where a write is not in the database.
 */
export async function verify(contenders: readonly Contender[], workload: Workload): Promise<void> {
  let expected: string | undefined
  for (const contender of contenders) {
    if (workload.effect === 'adds') await verifyAdded(contender, workload)
    if (workload.effect === 'changes') await verifyChanged(contender, workload)
    if (workload.effect !== 'none') continue
    const checksum = await checksumOf(contender, workload)
    expected ??= checksum
    expectEqual(contender, `answers of ${workload.name}`, checksum, expected)
  }
}

/** What can be compared of a database: how many rows, and the columns of every index, table by table. */
async function factsOf({ witness }: Contender): Promise<string> {
  const facts: string[] = []
  for (const table of ['users', 'posts', 'comments'] as const) {
    const count = await witness.count(table)
    const indexes = await witness.indexes(table)
    facts.push(`${count} ${table}, ${[...indexes].sort().join('; ')}`)
  }
  return facts.join(' | ')
}

/** Whether all peers hold the same rows under the same indexes. Throws where one does not. */
export async function verifyDatabases(contenders: readonly Contender[]): Promise<void> {
  const [first] = contenders
  if (first === undefined) throw new Error('no peer takes part')
  const expected = await factsOf(first)
  for (const contender of contenders) expectEqual(contender, 'database', await factsOf(contender), expected)
}
