import type { StoreTransaction } from '../../store/contract.ts'
import type { Connection } from './connection.ts'
import type { Job, Told } from './job.ts'
import type { Runner } from './runner.ts'
import { together } from './together.ts'
import { own } from './transaction.ts'

/** Runs jobs whose changes are recorded: in the transaction that is given, else in one of their own. */
export const recorded =
  <T>(runner: Runner, job: Job<Told<T>>) =>
  (values: readonly unknown[], tx: StoreTransaction | null): Promise<T> =>
    tx === null
      ? together(runner, null, (inner) => own(inner).record(job, values))
      : own(tx).record(job, values)

/** Does several statements of one job in a transaction, all or none. */
export async function atOnce<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.script('savepoint `write`')
  try {
    const result = await work()
    await connection.script('release savepoint `write`')
    return result
  } catch (error) {
    // After some errors there is no transaction any more.
    await connection.script('rollback to savepoint `write`; release savepoint `write`').catch(() => undefined)
    throw error
  }
}
