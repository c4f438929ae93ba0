import type { ModelShape } from '../../schema/shape.ts'
import type { Parameters, StoreTransaction } from '../../store/contract.ts'
import type { MaybePromise } from '../../support/maybe-promise.ts'
import { lazily } from '../sql/lazily.ts'
import type { Connections } from './connections.ts'
import type { Group } from './group.ts'
import { own } from './reads.ts'

/** Does some work between two statements; another undoes it where it throws. */
function framed(connections: Connections, verbs: readonly [string, string, string]) {
  const [begin, commit, undo] = verbs
  const opening = lazily(() => connections.writing(begin))
  const closing = lazily(() => connections.writing(commit))
  return <T>(work: () => T): T => {
    opening().run()
    try {
      const result = work()
      closing().run()
      return result
    } catch (error) {
      // After some errors SQLite has ended the transaction by itself.
      if (connections.writer.inTransaction) connections.writer.exec(undo)
      throw error
    }
  }
}

/** Work that writes and records what it changed in a group. */
export type Recording<T> = (parameters: Parameters, group: Group) => T

/** Runs such work, all or nothing: in the transaction that is given, else in one of its own. */
export function recording<T>(connections: Connections, model: ModelShape, work: Recording<T>) {
  const alone = framed(connections, ['begin immediate', 'commit', 'rollback'])
  const inside = framed(connections, [
    'savepoint "write"',
    'release "write"',
    'rollback to "write"; release "write"',
  ])
  const task = (parameters: Parameters): T => {
    const group: Group = {}
    const result = alone(() => work(parameters, group))
    if (group.first !== undefined) connections.commits.tell()
    return result
  }
  return (parameters: Parameters, tx: StoreTransaction | null): MaybePromise<T> => {
    if (tx === null) return connections.write(() => task(parameters), model)
    const transaction = own(tx)
    return transaction.run(() => inside(() => work(parameters, transaction.group)), model)
  }
}
