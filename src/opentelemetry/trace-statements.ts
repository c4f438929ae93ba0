import type { Attributes } from '@opentelemetry/api'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { StatementEvent } from '../model/types/db-type.ts'
import { placeAttributes } from './place-attributes.ts'

/** Where statements are told: a connected database. */
interface Told {
  on(event: 'statement', listener: (event: StatementEvent) => void): () => void
}

/** What a statement does, and to what: few of them, so that spans are told by it. */
const summaryOf = ({ kind, table }: StatementEvent): string => `${kind} ${table}`

/** Kinds that give rows; of the others rows are those that they concern. */
const READS: readonly string[] = ['find', 'aggregate']

const attributesOf = (event: StatementEvent): Attributes => ({
  ...placeAttributes(event.place),
  'db.operation.name': event.kind,
  'db.collection.name': event.table,
  'db.query.summary': summaryOf(event),
  'prometheus.model': event.model,
  ...moreOf(event),
})

const moreOf = ({ kind, model, shape, rows, error, reason }: StatementEvent): Attributes => ({
  // A store that has no text of statements says what it does.
  ...(shape !== `${kind} ${model}` && { 'db.query.text': shape }),
  ...(READS.includes(kind) && error === undefined && { 'db.response.returned_rows': rows }),
  ...(error && { 'error.type': error }),
  ...(reason && { 'prometheus.reason': reason }),
})

/**
 * Makes a span of each statement, inside the span that is active where it runs. Spans have the text of statements, and
 * none of their values. Gives a function that stops it.
 * @example
 * const stop = traceStatements(db)
 */
export function traceStatements(db: Told): () => void {
  const tracer = trace.getTracer('prometheus-odm')
  return db.on('statement', (event) => {
    const end = performance.timeOrigin + performance.now()
    const options = {
      kind: SpanKind.CLIENT,
      startTime: end - event.duration,
      attributes: attributesOf(event),
    }
    const span = tracer.startSpan(summaryOf(event), options)
    if (event.error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: event.error })
    span.end(end)
  })
}
