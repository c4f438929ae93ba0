import { ValidationError } from '../../errors/error.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Binding } from '../scope.ts'
import { keyValues } from '../write/saved-record.ts'
import type { Operation, Side, Values } from './operations.ts'
import { linkOf, sideOf } from './operations.ts'
import { atPath } from './place.ts'
import { readOperations } from './read-operations.ts'
import { bindingBeside, draftOf, findToChange, notAmong } from './related-records.ts'
import { connectableKey } from './target-key.ts'

/** Saves a record where a binding says, with its hooks and what its own relations were given. */
export type SaveRecord = (record: RecordBase, binding: Binding) => Promise<void>

/** A record whose relations are being written, in a transaction. */
export interface Owner {
  readonly record: RecordBase
  readonly binding: Binding
  readonly save: SaveRecord
}

/** The operations of a relation; VALIDATION_FAILED where something is wrong with them. */
export function operationsFor(side: Side, given: unknown): readonly Operation[] {
  const { operations, problems } = readOperations(side, given)
  if (problems.length > 0) throw new ValidationError(side.owner.name, problems)
  return operations
}

/** Changes the record that a ref leads to. */
async function updateTarget({ record, binding, save }: Owner, side: Side, values: Values): Promise<void> {
  const target = bindingBeside(binding, side.relation.target)
  const key = accessTo(record).canonicalRow(binding.model)[linkOf(side).index]
  const [found] = key === null ? [] : await findToChange(target, target.model.shape.key, [key])
  if (found === undefined) throw notAmong(binding.model, target.model)
  accessTo(found).give(values)
  await save(found, target)
}

/** The key that a ref is to have. */
async function keyFor({ binding, save }: Owner, side: Side, operation: Operation): Promise<unknown> {
  const target = bindingBeside(binding, side.relation.target)
  if (operation.name === 'connect') return (await connectableKey(target, operation.target))[0]
  if (operation.name !== 'create') return null
  const draft = draftOf(target, operation.values)
  await save(draft, target)
  return keyValues(target.model, accessTo(draft).canonicalRow(target.model))[0]
}

async function storeRef(owner: Owner, side: Side, operation: Operation): Promise<void> {
  if (operation.name === 'update') return updateTarget(owner, side, operation.values)
  accessTo(owner.record).give({ [linkOf(side).name]: await keyFor(owner, side, operation) })
}

/** Writes what a record refers to, before its own row. */
export async function storeRefs(owner: Owner): Promise<void> {
  const { record, binding } = owner
  const access = accessTo(record)
  for (const [name, given] of [...access.related()]) {
    const side = sideOf(binding.model, name, record.isNew)
    if (side.kind !== 'ref') continue
    for (const operation of operationsFor(side, given))
      await atPath(binding.model.name, operation.path, () => storeRef(owner, side, operation))
    access.forgetRelated(name)
  }
}
