import type { PreparedWrite, UpdatePlan } from '../../store/contract.ts'
import { recorderOf } from '../../store/record-changes.ts'
import type { Dialect } from '../sql/dialect.ts'
import { saying } from '../sql/saying.ts'
import { prepareRecordedUpdate } from './recorded-writes.ts'
import type { Runner } from './runner.ts'
import { prepareWrite, updateText } from './writes.ts'

/** A prepared update, which records what it changed where the model asks for that. */
export function prepareUpdate(runner: Runner, plan: UpdatePlan, dialect: Dialect): PreparedWrite {
  const recorder = recorderOf(plan.model)
  return recorder === undefined
    ? saying(updateText(plan, dialect), (text) => prepareWrite(runner, plan, text))
    : prepareRecordedUpdate(runner, { plan, recorder, dialect })
}
