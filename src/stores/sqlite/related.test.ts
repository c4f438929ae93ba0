import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition, Leaf } from '../../query/condition.ts'
import { and, not, or, related } from '../../query/condition.ts'
import { compilePredicate } from '../../query/predicate.ts'
import type { SchemaDefinition } from '../../schema/definition.ts'
import { field, ref } from '../../schema/factories.ts'
import { buildModelSchema } from '../../schema/model-schema.ts'
import type { FieldShape, ModelShape, RelationShape } from '../../schema/shape.ts'
import type { Row } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { sqlite } from './index.ts'

const written = (schema: object) => cast<SchemaDefinition>(schema, 'the factories give definitions')
const nodes = {
  name: 'Node',
  table: 'r1',
  schema: written({
    id: field.id({ type: 'auto' }),
    rank: field.integer(),
    parent: ref('Node', { type: 'auto' }),
  }),
}
const links = {
  name: 'Link',
  schema: written({
    id: field.id({ type: 'auto' }),
    from: ref('Node', { type: 'auto' }),
    to: ref('Node', { type: 'auto' }),
  }),
}
const all = new Map<string, typeof nodes | typeof links>([nodes, links].map((one) => [one.name, one]))
const [node, link] = [buildModelSchema(nodes, all).shape, buildModelSchema(links, all).shape]
const at = (model: ModelShape, name: string) => model.fields.find((one) => one.name === name) as FieldShape

const relations: RelationShape[][] = [
  [{ name: 'parent', target: node, local: at(node, 'parentId'), foreign: at(node, 'id') }],
  [{ name: 'children', target: node, local: at(node, 'id'), foreign: at(node, 'parentId') }],
  [
    { name: 'linked', target: link, local: at(node, 'id'), foreign: at(link, 'fromId') },
    { name: 'linked', target: node, local: at(link, 'toId'), foreign: at(node, 'id') },
  ],
]
const along = (steps: readonly RelationShape[], where: Condition): Condition =>
  steps.reduceRight<Condition>((inner, step) => related(step, inner), where)

const leaf = fc
  .record({ op: fc.constantFrom('eq', 'gt', 'null'), not: fc.boolean(), param: fc.nat(2) })
  .map((rest) => ({ field: at(node, 'rank'), ...rest }) as Leaf)
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.constant<Condition>({ op: 'always' }),
    fc
      .record({ steps: fc.constantFrom(...relations), negated: fc.boolean(), where: tie('condition') })
      .map(({ steps, negated, where }) => (negated ? not(along(steps, where)) : along(steps, where))),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => and(a, or(b, not(a)))),
  ),
}))
const some = fc.option(fc.integer({ min: 1, max: 5 }), { nil: null })
const graph = fc.record({
  nodes: fc.array(fc.tuple(fc.option(fc.nat(2), { nil: null }), some), { minLength: 5, maxLength: 5 }),
  links: fc.array(fc.tuple(some, some), { maxLength: 6 }),
  condition,
})

test('conditions on related records mean in SQL what they mean in JavaScript, to any depth', async () => {
  const store = sqlite(':memory:')
  await store.open([node, link])
  await store.sync()
  const insertNodes = store.prepare({ kind: 'insert', model: node, fields: node.fields, returnsKey: false })
  const insertLinks = store.prepare({ kind: 'insert', model: link, fields: link.fields, returnsKey: false })
  const clear = [link, node].map((model) =>
    store.prepare({ kind: 'destroy', model, where: { op: 'always' } }),
  )
  const fill = (given: readonly Row[], links: readonly Row[]) => {
    for (const { run } of clear) run([], null)
    const rows = given.map(([rank, parent], i) => [i + 1, rank, Number(parent) <= i + 1 ? parent : null])
    insertNodes.run(rows, null)
    const linkRows = links.map((ends, i) => [i + 1, ...ends])
    insertLinks.run(linkRows, null)
    return { rows, linkRows }
  }
  fc.assert(
    fc.property(graph, ({ nodes: given, links: ends, condition: where }) => {
      const { rows, linkRows } = fill(given, ends)
      const holds = compilePredicate(where)
      const findRows = (model: ModelShape, { index }: FieldShape, value: unknown) =>
        (model === node ? rows : linkRows).filter((row) => row[index] === value)
      const wanted = rows.filter((row) => holds(row, [0, 1, 2], findRows)).map(([id]) => id)
      const sort = [{ field: at(node, 'id'), descending: false, nullsFirst: true }]
      const find = store.prepare({ kind: 'find', model: node, fields: node.key, where, sort, one: false })
      expect((find.run([0, 1, 2], null) as readonly Row[]).map(([id]) => id)).toEqual(wanted)
    }),
    { numRuns: process.env.PROMETHEUS_LONG === '1' ? 20_000 : 500 },
  )
})
