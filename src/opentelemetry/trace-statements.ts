import type { Attributes } from '@opentelemetry/api'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { StatementEvent } from '../model/types/db-type.ts'

/** Where statements are told: a connected database. */
interface Told {
  on(event: 'statement', listener: (event: StatementEvent) => void): () => void
}

const attributesOf = ({ model, store, kind, shape, rows, error, reason }: StatementEvent): Attributes => ({
  'db.system.name': store,
  'db.operation.name': kind,
  'db.collection.name': model,
  'db.query.text': shape,
  'db.response.returned_rows': rows,
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
    const span = tracer.startSpan(`${event.kind} ${event.model}`, options)
    if (event.error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: event.error })
    span.end(end)
  })
}
