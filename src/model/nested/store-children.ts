import { ValidationError } from '../../errors/error.ts'
import { identityOf } from '../../query/compare.ts'
import type { RecordBase } from '../record.ts'
import { accessTo } from '../record.ts'
import type { Binding } from '../scope.ts'
import { trusted } from '../scope.ts'
import { destroyIn } from '../write/destroy-record.ts'
import type { Operation, Side, Values } from './operations.ts'
import { linkOf } from './operations.ts'
import { bindingBeside, draftOf, findToChange, notAmong } from './related-records.ts'
import type { Owner } from './store-refs.ts'
import { missingTarget, targetKey } from './target-key.ts'

/** The children of one record: those whose ref `link` holds its key. */
interface Children {
  readonly owner: Owner
  readonly side: Side
  readonly target: Binding
  readonly key: unknown
}

const find = async ({ target }: Children, named: unknown): Promise<RecordBase | undefined> => {
  const key = await targetKey(target.model, named)
  return key && (await findToChange(target, target.model.shape.key, key))[0]
}

const findOnly = async ({ target, side, key }: Children): Promise<RecordBase | undefined> =>
  (await findToChange(target, [linkOf(side)], [key]))[0]

function belongs({ target, side, key }: Children, child: RecordBase): boolean {
  const link = linkOf(side)
  const value = accessTo(child).canonicalRow(target.model)[link.index]
  const identity = identityOf(link)
  return value !== null && identity(value) === identity(key)
}

/** The child that an operation names, which has to be one of the record's own. */
async function own(children: Children, named: unknown): Promise<RecordBase> {
  const child = await (named === undefined ? findOnly(children) : find(children, named))
  if (child !== undefined && belongs(children, child)) return child
  throw notAmong(children.side.owner, children.target.model)
}

async function change({ owner, target }: Children, child: RecordBase, values: Values): Promise<void> {
  accessTo(child).give(values)
  await owner.save(child, target)
}

/** A relation to one leads to one record at most: the other has to go first. */
async function requireRoom(children: Children): Promise<void> {
  const { side, target } = children
  if (side.kind !== 'hasOne' || (await findOnly({ ...children, target: trusted(target) })) === undefined)
    return
  const message = `leads to a ${target.model.name} already: disconnect or destroy that one too`
  throw new ValidationError(side.owner.name, [{ field: '', code: 'taken', message }])
}

async function connect(children: Children, named: unknown): Promise<void> {
  const { side, target, key } = children
  const child = await find(children, named)
  if (child === undefined) throw missingTarget(target.model)
  if (belongs(children, child)) return
  await requireRoom(children)
  await change(children, child, { [linkOf(side).name]: key })
}

/** Does one operation on the children of a record. */
export async function storeChild(
  owner: Owner,
  side: Side,
  operation: Operation,
  key: unknown,
): Promise<void> {
  const target = bindingBeside(owner.binding, side.relation.target)
  const children = { owner, side, target, key }
  const link = linkOf(side).name
  switch (operation.name) {
    case 'create':
      await requireRoom(children)
      return owner.save(draftOf(target, { ...operation.values, [link]: key }), target)
    case 'connect':
      return connect(children, operation.target)
    case 'disconnect':
      return change(children, await own(children, operation.target), { [link]: null })
    case 'update':
      return change(children, await own(children, operation.target), operation.values)
    case 'destroy':
      return destroyIn(false)(await own(children, operation.target), target)
  }
}
