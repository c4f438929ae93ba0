import assert from 'node:assert/strict'
import { pagesOf } from '../expectations.ts'
import { hostile } from '../loose.ts'
import { backFromJson } from '../sample.ts'
import { collect, labels } from '../samples.ts'
import type { Scenario, ScenarioContext } from '../scenario.ts'
import { group } from '../scenario.ts'
import type { EdgeValues } from '../values.ts'
import { edgeValues } from '../values.ts'

type Rows = Readonly<Record<string, unknown>>[]

const ascending = { label: 'asc' } as const
const label = (index: number): string => String(index).padStart(3, '0')

async function store({ db }: ScenarioContext, { field, pairs }: EdgeValues): Promise<void> {
  const rows = pairs.map(([value], index) => ({ label: label(index), [field]: value }))
  const { Sample } = hostile(db)
  for (const row of rows.slice(0, 2)) await Sample.create(row)
  await Sample.insertMany(rows.slice(2))
}

const column = (rows: readonly unknown[], field: string): unknown[] => rows.map((row) => Object(row)[field])

async function everyRead(context: ScenarioContext, edges: EdgeValues): Promise<void> {
  await store(context, edges)
  const { Sample } = hostile(context.db)
  const { field } = edges
  const values = edges.pairs.map(([value]) => value)
  const found = await Sample.find({ sort: ascending })
  assert.deepEqual(column(found, field), values, 'find')
  assert.deepEqual(
    found.map((record) => record.get(field)),
    values,
    'get',
  )
  assert.deepEqual(column(await Sample.find({ sort: ascending, plain: true }), field), values, 'plain')
  assert.deepEqual(
    await Sample.find({ sort: ascending, select: { [field]: true } }),
    values.map((value) => ({ [field]: value })),
    'select',
  )
  assert.deepEqual(
    column(await collect(Sample.stream({ sort: ascending, chunk: 3 })), field),
    values,
    'stream',
  )
  assert.deepEqual(
    column(await collect(Sample.stream({ sort: ascending, chunk: 3, plain: true })), field),
    values,
    'stream of plain objects',
  )
  assert.deepEqual(
    column((await pagesOf(Sample, { sort: ascending, limit: 3 })).flat(), field),
    values,
    'pages',
  )
  for (const [index, record] of found.entries()) {
    assert.deepEqual(Object(await Sample.findById(record.get('id')))[field], values[index], 'findById')
    assert.deepEqual(
      Object(await Sample.findOne({ where: { label: label(index) } }))[field],
      values[index],
      'findOne',
    )
  }
}

async function everyWrite({ db }: ScenarioContext, { field, pairs }: EdgeValues): Promise<void> {
  const { Sample } = hostile(db)
  const record = await Sample.create({ label: 'one' })
  const id = record.get('id')
  const ways = {
    save: (change: object) => record.set(change).save(),
    updateWhere: (change: object) => Sample.updateWhere({ id }, change),
    upsert: (change: object) => Sample.upsert({ by: ['id'], create: { id, ...change } }),
  }
  for (const [way, write] of Object.entries(ways)) {
    for (const [value] of pairs) {
      const result = await write({ [field]: value })
      if (typeof result === 'object') assert.deepEqual(result.get(field), value, `what ${way} gives`)
      assert.deepEqual((await Sample.findById(id))?.get(field), value, way)
      assert.deepEqual((await record.reload()).get(field), value, 'reload')
    }
  }
}

async function extremes(context: ScenarioContext, edges: EdgeValues): Promise<void> {
  await store(context, edges)
  const { field, pairs } = edges
  const { Sample } = hostile(context.db)
  await Sample.insertMany([{ label: 'null' }])
  const [row] = await Sample.aggregate({ min: [field], max: [field] })
  assert.deepEqual([Object(row?.min)[field], Object(row?.max)[field]], [pairs[0]?.[0], pairs.at(-1)?.[0]])
  const groups = await Sample.aggregate({
    by: [field],
    sort: { [field]: { direction: 'asc', nulls: 'last' } },
  })
  assert.deepEqual(column(groups, field), [...pairs.map(([value]) => value), null])
  const each = await Sample.aggregate({
    by: ['label'],
    where: { [field]: { $ne: null } },
    min: [field],
    max: [field],
    sort: ascending,
  })
  assert.deepEqual(
    each.map((one) => Object(one.min)[field]),
    pairs.map(([value]) => value),
  )
}

async function cursors(context: ScenarioContext, edges: EdgeValues): Promise<void> {
  await store(context, edges)
  const { field, pairs } = edges
  const { Sample } = hostile(context.db)
  await Sample.insertMany([{ label: 'null' }, { label: 'null' }])
  const names = pairs.map((_, index) => label(index))
  for (const limit of [1, 2, 5]) {
    const up = await pagesOf(Sample, { sort: { [field]: 'asc' }, limit })
    assert.deepEqual(labels(up.flat()), ['null', 'null', ...names])
    const down = await pagesOf(Sample, { sort: { [field]: 'desc' }, limit, plain: true })
    assert.deepEqual(labels(down.flat()), [...names.toReversed(), 'null', 'null'])
  }
}

async function comparisons(context: ScenarioContext, edges: EdgeValues): Promise<void> {
  await store(context, edges)
  const { field, pairs } = edges
  const { Sample } = hostile(context.db)
  const names = pairs.map((_, index) => label(index))
  const matched = async (operators: object) =>
    labels(await Sample.find({ where: { [field]: operators }, sort: ascending }))
  for (const [index, [value]] of pairs.entries()) {
    assert.deepEqual(await matched({ $eq: value }), [names[index]], '$eq')
    assert.deepEqual(await matched({ $in: [value] }), [names[index]], '$in')
    assert.deepEqual(await matched({ $ne: value }), names.toSpliced(index, 1), '$ne')
    if (field === 'active') continue
    assert.deepEqual(await matched({ $gte: value }), names.slice(index), '$gte')
    assert.deepEqual(await matched({ $lt: value }), names.slice(0, index), '$lt')
    assert.deepEqual(
      await matched({ $gt: value, $lte: pairs.at(-1)?.[0] }),
      names.slice(index + 1),
      '$gt and $lte',
    )
  }
}

async function jsonForms(context: ScenarioContext, edges: EdgeValues): Promise<void> {
  await store(context, edges)
  const { field, pairs } = edges
  const { Sample } = hostile(context.db)
  const texts = (await Sample.find({ sort: ascending })).map((record) => JSON.stringify(record))
  assert.deepEqual(
    texts.map((text) => JSON.parse(text)[field]),
    pairs.map(([, json]) => json),
  )
  const back: Rows = texts.map((text) => {
    const { id: _, ...values } = backFromJson(JSON.parse(text))
    return { ...values, label: `back ${values.label}` }
  })
  await Sample.insertMany(back)
  const copies = await Sample.find({ where: { label: { $startsWith: 'back' } }, sort: ascending })
  assert.deepEqual(
    column(copies, field),
    pairs.map(([value]) => value),
  )
}

const through = (
  path: string,
  title: string,
  all: readonly EdgeValues[],
  run: (context: ScenarioContext, edges: EdgeValues) => Promise<void>,
) =>
  all.map(
    (edges): Omit<Scenario, 'group'> => ({
      id: `${path}-${edges.field}`,
      title: `${edges.field}: ${title}`,
      run: (context) => run(context, edges),
    }),
  )

const ordered = edgeValues.filter((edges) => edges.ordered)

/** Every kind of value through every way of reading and writing it. */
export const readPathScenarios = group('read paths', [
  ...through(
    'reads',
    'records, plain objects, select, streams, pages and single reads give the value back',
    edgeValues,
    everyRead,
  ),
  ...through('writes', 'save, update, upsert and reload give the value back', edgeValues, everyWrite),
  ...through('extremes', 'minimum, maximum and groups give the value back', ordered, extremes),
  ...through('cursors', 'cursor pages by it are exact in both directions', ordered, cursors),
  ...through('comparisons', 'equality, lists and ranges tell neighbours apart', ordered, comparisons),
  ...through('json', 'its JSON form is the declared one and leads back to the value', edgeValues, jsonForms),
])
