import type { TransactionOptions } from '../../store/contract.ts'
import type { Prepared, Step } from './exchange.ts'

/** The statements by which transactions are run, as steps of exchanges. */
export interface Control {
  begin(isolation: TransactionOptions['isolation']): Step
  readonly commit: Step
  readonly rollback: Step
  /** Before and after a statement that may fail without the transaction failing with it, and in its place when it did. */
  readonly guard: Step
  readonly unguard: Step
  readonly undo: Step
  savepoint(depth: number): { readonly open: Step; readonly keep: Step; readonly undo: Step }
}

const NO_VALUES: readonly unknown[] = []

/** The statements of transactions; `prepare` says whether the server may keep them. */
export function controlOf(prepare: boolean): Control {
  const step = (text: string): Step => {
    const statement: Prepared = { name: prepare ? text.replaceAll(/[" ]/g, '_') : '', text }
    return { statement, values: NO_VALUES }
  }
  const begin = step('begin')
  return {
    begin: (isolation) => (isolation === undefined ? begin : step(`begin isolation level ${isolation}`)),
    commit: step('commit'),
    rollback: step('rollback'),
    guard: step('savepoint "statement"'),
    unguard: step('release savepoint "statement"'),
    undo: step('rollback to savepoint "statement"'),
    savepoint: (depth) => ({
      open: step(`savepoint "savepoint_${depth}"`),
      keep: step(`release savepoint "savepoint_${depth}"`),
      undo: step(`rollback to savepoint "savepoint_${depth}"`),
    }),
  }
}
