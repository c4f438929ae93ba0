import { accessTo } from '../record.ts'
import { missing, recordValues } from '../write/change-record.ts'
import { keyValues } from '../write/saved-record.ts'
import { requireKnownLinks } from './known-links.ts'
import { sideOf } from './operations.ts'
import { atPath } from './place.ts'
import { findToChange } from './related-records.ts'
import { storeChild } from './store-children.ts'
import { storeLink } from './store-links.ts'
import type { Owner } from './store-refs.ts'
import { operationsFor, storeRefs } from './store-refs.ts'

/** Writes the records that refer to a record, after its own row. */
export async function storeOthers(owner: Owner): Promise<void> {
  const { record, binding } = owner
  const access = accessTo(record)
  const [key] = keyValues(binding.model, access.canonicalRow(binding.model))
  for (const [name, given] of [...access.related()]) {
    const side = sideOf(binding.model, name, false)
    const store = side.kind === 'manyToMany' ? storeLink : storeChild
    for (const operation of operationsFor(side, given))
      await atPath(binding.model.name, operation.path, () => store(owner, side, operation, key))
    access.forgetRelated(name)
  }
}

/**
 * Begins to write what the relations of a record were given: the record has to be there as it was read, even where
 * nothing of its own is changed; then what it refers to is written.
 */
export async function beginRelated(owner: Owner): Promise<void> {
  const { record, binding } = owner
  const { model } = binding
  const row = accessTo(record).canonicalRow(model)
  const fields = [...model.shape.key, ...model.tokens]
  // Nothing is related to a new record yet.
  if (!record.isNew) requireKnownLinks(owner)
  if (!record.isNew && (await findToChange(binding, fields, recordValues(model, row), 'update')).length === 0)
    throw await missing(binding, row, 'update')
  await storeRefs(owner)
}
