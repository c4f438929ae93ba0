import { context, SpanStatusCode, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPrometheus } from '../model/prometheus.ts'
import { field } from '../schema/factories.ts'
import { sqlite } from '../stores/sqlite/index.ts'
import { placeAttributes } from './place-attributes.ts'
import { traceStatements } from './trace-statements.ts'

const { defineModel, connect } = createPrometheus()
class Item extends defineModel({
  name: 'Item',
  schema: { id: field.id(), name: field.string({ unique: true }) },
}) {}

const exporter = new InMemorySpanExporter()

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
})
afterAll(() => {
  trace.disable()
  context.disable()
})

test('statements are spans inside of the active one, without values', async () => {
  const db = await connect({ models: { Item }, store: sqlite(':memory:'), sync: true })
  const stop = traceStatements(db)
  const outer = trace.getTracer('test').startSpan('request')
  await context.with(trace.setSpan(context.active(), outer), async () => {
    await db.system('a test').Item.create({ name: 'secret' })
    await db.Item.find({ where: { name: 'secret' } })
    await expect(db.Item.create({ name: 'secret' })).rejects.toThrow()
  })
  stop()
  await db.Item.count()
  await db.close()
  const spans = exporter.getFinishedSpans()
  expect(spans.map(({ name }) => name)).toEqual(['insert item', 'find item', 'insert item'])
  expect(spans.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(
    spans.map(() => outer.spanContext().spanId),
  )
  const [created, found, failed] = spans
  expect(created?.attributes).toMatchObject({
    'db.system.name': 'sqlite',
    'db.operation.name': 'insert',
    'db.collection.name': 'item',
    'db.query.summary': 'insert item',
    'prometheus.model': 'Item',
    'prometheus.reason': 'a test',
  })
  expect(created?.attributes['db.response.returned_rows']).toBeUndefined()
  expect(found?.attributes).toMatchObject({ 'db.operation.name': 'find', 'db.response.returned_rows': 1 })
  expect(found?.attributes['db.query.text']).toMatch(/^select .* from "item" where/)
  expect(failed?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'UNIQUE_VIOLATION' })
  expect(failed?.attributes['error.type']).toBe('UNIQUE_VIOLATION')
  expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('secret')
})

test('a database on a server is told by where it is', () => {
  const place = { system: 'postgresql', namespace: 'shop|public', address: 'localhost', port: 5432 }
  expect(placeAttributes(place)).toEqual({
    'db.system.name': 'postgresql',
    'db.namespace': 'shop|public',
    'server.address': 'localhost',
    'server.port': 5432,
  })
})
