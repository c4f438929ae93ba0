import type { StatementEvent, WarningEvent } from './types/db-type.ts'

/** Shapes of which it was told; more than an application has. */
const MOST = 1000

/** Tells of statements that take longer than so many milliseconds, once for each shape. */
export function createSlowStatements(limit: number, tell: (warning: WarningEvent) => void) {
  const told = new Set<string>()
  return ({ model, kind, shape, duration }: StatementEvent): void => {
    if (duration < limit || told.has(shape) || told.size >= MOST) return
    told.add(shape)
    const took = `${Math.round(duration)} ms`
    const message = `${model}: a ${kind} took ${took}, more than ${limit} ms: ${shape.slice(0, 500)}. Look for an index that its filter and sort can use, read fewer records by limit, or fewer fields by select.`
    tell({ code: 'SLOW_STATEMENT', message, model, shape, duration })
  }
}
