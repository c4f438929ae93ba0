import fc from 'fast-check'
import { idAt } from './values.ts'

/** Values and operations as they are written; keys are `{ of: number }`, so that failures are read easily. */
export type Input = Readonly<Record<string, unknown>>

/** One write: a new node, or changes of one that may be there. */
export type NestedWrite = { readonly create: Input } | { readonly key: string; readonly changes: Input }

const key = fc.nat(4).map(idAt)
/** Nodes that have children and tags at the beginning, and those children. */
const root = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(idAt(0), idAt(1)) },
  { weight: 1, arbitrary: key },
)
const child = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 3 }).map(idAt) },
  { weight: 1, arbitrary: key },
)
const tag = fc.nat(2).map(idAt)
const missing = { weight: 1, arbitrary: fc.constantFrom(idAt(90), 'no key') }
const orMissing = (arbitrary: fc.Arbitrary<string>) => fc.oneof({ weight: 30, arbitrary }, missing)
const someKey = orMissing(key)
const newId = fc.integer({ min: 3, max: 40 }).map(idAt)
const name = fc.nat(60).map((number) => `n${number}`)
const size = fc.oneof({ weight: 60, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.constant(13) })

/** One or a list, as operations to many take them. */
const some = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T | readonly T[]> =>
  fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 2 }))

const part = fc.record({ id: newId, name })
const unset = fc.constant(undefined)
/** A property that is mostly left out. */
const seldom = <T>(value: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 2, arbitrary: unset }, { weight, arbitrary: value })

const badgeComes = fc.oneof(fc.record({ create: part }), fc.record({ connect: orMissing(tag) }))
const badgeGoes = fc.constantFrom({ destroy: true }, { disconnect: true })
const badgeChanges = fc.oneof(
  badgeComes,
  badgeGoes,
  fc.tuple(badgeGoes, badgeComes).map(([goes, comes]) => ({ ...goes, ...comes })),
  fc.record({ update: fc.record({ name }) }),
)
const tagsCome = fc.record({ create: some(part), connect: some(orMissing(tag)) }, { requiredKeys: [] })
const tagChanges = fc.oneof(
  tagsCome,
  fc.record({ disconnect: tag, create: part }, { requiredKeys: [] }),
  fc.record({ set: fc.array(orMissing(tag), { maxLength: 3 }), create: part }, { requiredKeys: ['set'] }),
)
const attributes = fc.record({ name, size }, { requiredKeys: [] })

/** A new node; one that is a child leaves its parent out. */
function newNode(depth: number, isChild: boolean): fc.Arbitrary<Input> {
  const inside = depth > 0 ? newNode(depth - 1, true) : fc.record({ id: newId, name })
  const children = fc.record({ create: some(inside), connect: some(someKey) }, { requiredKeys: [] })
  const around = depth > 0 ? newNode(depth - 1, false) : fc.record({ id: newId, name })
  const parent = fc.oneof(fc.record({ create: around }), fc.record({ connect: someKey }))
  return fc.record({
    ...{ id: newId, name, size },
    children: seldom(children),
    badge: seldom(badgeComes),
    tags: seldom(tagsCome),
    parent: isChild ? unset : seldom(parent),
  })
}

/** Changes of a stored node; of the node that it is inside of, only what does not reach back to it. */
function nodeChanges(depth: number): fc.Arbitrary<Input> {
  const inside = depth > 0 ? nodeChanges(depth - 1) : attributes
  const update = fc.record({ key: child, values: inside })
  const children = fc.record(
    {
      create: some(newNode(depth, true)),
      connect: some(someKey),
      disconnect: child,
      update: some(update),
      destroy: child,
    },
    { requiredKeys: [] },
  )
  const parent = fc.oneof(
    fc.record({ create: newNode(0, false) }),
    fc.record({ connect: someKey }),
    fc.constant({ disconnect: true }),
    fc.record({ update: attributes }),
  )
  return fc.record({
    ...{ name: seldom(name), size: seldom(size) },
    children: seldom(children, 2),
    badge: seldom(badgeChanges),
    tags: seldom(tagChanges, 2),
    parent: seldom(parent),
  })
}

/** A write of nodes with what belongs to them. */
export const nestedWrite: fc.Arbitrary<NestedWrite> = fc.oneof(
  newNode(2, false).map((create) => ({ create })),
  fc.record({ key: root, changes: nodeChanges(1) }),
)
