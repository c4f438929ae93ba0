import type { Prepared } from '../../store/contract.ts'
import type { Statement } from './statement.ts'

/** Prepares a statement, which then says its text. */
export const saying = <S extends Statement, P extends Prepared>(
  statement: S,
  prepare: (statement: S) => P,
): P => ({ ...prepare(statement), text: statement.text })
