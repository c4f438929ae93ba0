import { among } from '../../query/condition.ts'
import type { FieldShape } from '../../schema/shape.ts'
import type { DestroyPlan, FindPlan, PreparedWrite, UpdatePlan } from '../../store/contract.ts'
import { recorderOf } from '../../store/record-changes.ts'
import { cast } from '../../support/cast.ts'
import type { Dialect } from '../sql/dialect.ts'
import { findStatement } from '../sql/find.ts'
import { lazily } from '../sql/lazily.ts'
import { ownReferences, refersToOwn } from './own-references.ts'
import { prepareRead } from './reads.ts'
import { prepareRecordedDestroy } from './recorded-writes.ts'
import type { Runner } from './runner.ts'
import { together } from './together.ts'
import { destroyText, prepareWrite, updateText } from './writes.ts'

/** Finds the keys of what goes and locks it, takes the references away, and then removes it by the keys. */
function inSteps(runner: Runner, plan: DestroyPlan, references: readonly FieldShape[], dialect: Dialect) {
  const { model, where } = plan
  const [key] = model.key
  if (key === undefined) return undefined
  const chosen = among(key, 0)
  const find: FindPlan = { kind: 'find', model, fields: [key], where, sort: [], one: false, lock: 'update' }
  const clear: UpdatePlan = {
    kind: 'update',
    model,
    set: references.map((field) => ({ field, to: { op: 'set', param: 1 } })),
    where: chosen,
  }
  const remove: DestroyPlan = { kind: 'destroy', model, where: chosen }
  return {
    keys: prepareRead(runner, find, findStatement(find, dialect)),
    clear: prepareWrite(runner, clear, updateText(clear, dialect)),
    remove: prepareWrite(runner, remove, destroyText(remove, dialect)),
  }
}

/**
 * A prepared destroy. These databases check references row by row, and so refuse to remove records that refer to each
 * other; then it is done in steps.
 */
export function prepareDestroy(runner: Runner, plan: DestroyPlan, dialect: Dialect): PreparedWrite {
  const { model } = plan
  const recorder = recorderOf(model)
  if (recorder !== undefined) return prepareRecordedDestroy(runner, { plan, recorder, dialect })
  const direct = prepareWrite(runner, plan, destroyText(plan, dialect))
  const references = ownReferences(model)
  if (references.length === 0) return direct
  const steps = lazily(() => inSteps(runner, plan, references, dialect))
  return {
    async run(parameters, outer) {
      try {
        return await direct.run(parameters, outer)
      } catch (error) {
        const ready = steps()
        if (ready === undefined || !refersToOwn(error, model)) throw error
        return together(runner, outer, async (tx) => {
          const [decode] = ready.keys.decode
          const keys = (await ready.keys.run(parameters, tx)).map(([raw]) =>
            decode === undefined ? raw : decode(cast<never>(raw, 'the column of the key')),
          )
          await ready.clear.run([keys, null], tx)
          return ready.remove.run([keys], tx)
        })
      }
    },
  }
}
