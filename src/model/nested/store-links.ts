import { ValidationError } from '../../errors/error.ts'
import type { Identity } from '../../query/compare.ts'
import { identityOf } from '../../query/compare.ts'
import type { FieldShape } from '../../schema/shape.ts'
import { cast } from '../../support/cast.ts'
import type { ConnectedModel } from '../connected-model.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Binding } from '../scope.ts'
import { destroyIn } from '../write/destroy-record.ts'
import { keyValues } from '../write/saved-record.ts'
import type { Operation, Side } from './operations.ts'
import { atPath, problemsOf } from './place.ts'
import { bindingBeside, draftOf, findToChange, notAmong } from './related-records.ts'
import type { Owner } from './store-refs.ts'
import { connectableKey, targetKey } from './target-key.ts'

/** The links of one record, many to many: records of the model between, which hold its key and that of another. */
interface Links {
  readonly owner: Owner
  readonly side: Side
  readonly target: Binding
  readonly between: Binding
  readonly near: FieldShape
  readonly far: FieldShape
  readonly key: unknown
}

function linksOf(owner: Owner, side: Side, key: unknown): Links {
  const [first, second = first] = side.relation.steps
  const { models } = owner.binding.scope.core
  const model = cast<ConnectedModel>(models.get(first.target.name), 'the relation was resolved by it')
  const between = bindingBeside(owner.binding, model)
  const target = bindingBeside(owner.binding, side.relation.target)
  return { owner, side, target, between, near: first.foreign, far: second.local, key }
}

const linked = ({ between, near, far, key }: Links, to: unknown): Promise<RecordBase[]> =>
  findToChange(between, [near, far], [key, to])

/** Saves a link; what is wrong with it is no field of what the caller wrote, so it is told in words. */
async function link({ owner, between, near, far, key }: Links, to: unknown): Promise<void> {
  const record = draftOf(between, { [near.name]: key, [far.name]: to })
  const problems = await problemsOf(() => owner.save(record, between))
  if (problems.length === 0) return
  const reasons = problems.map(({ field, message }) => `${between.model.name}.${field} ${message}`)
  const message = `cannot be connected: ${reasons.join('; ')}`
  throw new ValidationError(between.model.name, [{ field: '', code: 'through', message }])
}

async function connect(links: Links, to: unknown): Promise<void> {
  if ((await linked(links, to)).length === 0) await link(links, to)
}

async function unlink({ between }: Links, records: readonly RecordBase[]): Promise<void> {
  for (const record of records) await destroyIn(false)(record, between)
}

async function disconnect(links: Links, named: unknown): Promise<void> {
  const [to] = (await targetKey(links.target.model, named)) ?? []
  const found = to === undefined ? [] : await linked(links, to)
  if (found.length === 0) throw notAmong(links.side.owner, links.target.model)
  await unlink(links, found)
}

/** Makes the links exactly these. */
async function set(links: Links, targets: readonly unknown[]): Promise<void> {
  const { side, target, between, near, far, key } = links
  const identity = identityOf(far)
  const wanted = new Map<Identity, unknown>()
  for (const [i, named] of targets.entries()) {
    const [to] = await atPath(side.owner.name, `[${i}]`, () => connectableKey(target, named))
    wanted.set(identity(to), to)
  }
  const farOf = (record: RecordBase) => identity(accessTo(record).canonicalRow(between.model)[far.index])
  const there = await findToChange(between, [near], [key])
  await unlink(
    links,
    there.filter((record) => !wanted.has(farOf(record))),
  )
  const kept = new Set(there.map(farOf))
  for (const [known, to] of wanted) if (!kept.has(known)) await link(links, to)
}

/** Does one operation on the links of a record. */
export async function storeLink(owner: Owner, side: Side, operation: Operation, key: unknown): Promise<void> {
  const links = linksOf(owner, side, key)
  switch (operation.name) {
    case 'create': {
      const draft = draftOf(links.target, operation.values)
      await owner.save(draft, links.target)
      const [to] = keyValues(links.target.model, accessTo(draft).canonicalRow(links.target.model))
      return link(links, to)
    }
    case 'connect':
      return connect(links, (await connectableKey(links.target, operation.target))[0])
    case 'disconnect':
      return disconnect(links, operation.target)
    case 'set':
      return set(links, operation.targets)
  }
}
