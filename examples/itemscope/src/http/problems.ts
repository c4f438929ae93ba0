import type { ErrorRequestHandler, RequestHandler } from 'express'
import { isPrometheusError } from 'prometheus-odm'
import type { Site } from '../html/layout.ts'
import type { Problem } from '../pages/error-page.ts'
import { errorPage } from '../pages/error-page.ts'
import { prefersJson } from './negotiate.ts'

/** An answer other than the one that was asked for. */
export class HttpError extends Error implements Problem {
  override readonly name = 'HttpError'
  readonly status: number
  readonly title: string
  readonly detail: string

  constructor(status: number, title: string, detail: string) {
    super(`${status} ${title}: ${detail}`)
    this.status = status
    this.title = title
    this.detail = detail
  }
}

/** Refuses what is neither GET, HEAD nor OPTIONS where no form is sent to. */
export const readOnly: RequestHandler = (req, res, next) => {
  if (['GET', 'HEAD', 'OPTIONS'].includes(req.method)) return next()
  res.set('Allow', 'GET, HEAD, OPTIONS')
  throw new HttpError(
    405,
    'Not allowed',
    `${req.method} is not possible here; this address can only be read.`,
  )
}

/** Answers what no route took. */
export const notFound: RequestHandler = () => {
  throw new HttpError(404, 'Not found', 'There is nothing at this address. It may have been mistyped.')
}

/** Tells a reader what went wrong, as a page or as a problem document; what is our fault goes to the log. */
export function errorHandler(site: Site): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error)
    const problem = problemOf(error)
    if (problem.status >= 500) console.error(error)
    for (const name of ['ETag', 'Content-Location', 'Link']) res.removeHeader(name)
    res.status(problem.status).set({ 'Cache-Control': 'no-store', Vary: 'Cookie, Accept' })
    if (!prefersJson(req.headers.accept)) return void res.type('html').send(errorPage(site, problem))
    const { status, title, detail } = problem
    res
      .type('application/problem+json')
      .send(`${JSON.stringify({ type: 'about:blank', status, title, detail })}\n`)
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof HttpError) return error
  if (isPrometheusError(error)) return dataProblem(error)
  const status = clientStatus(error)
  if (status !== null)
    return { status, title: 'Bad request', detail: 'This request cannot be read. Check its address.' }
  return {
    status: 500,
    title: 'Something went wrong',
    detail: 'This is our fault, not yours. Please try again later.',
  }
}

function dataProblem(error: { readonly code: string; readonly retryable: boolean }): Problem {
  if (error.code === 'INVALID_CURSOR') {
    return {
      status: 400,
      title: 'This page is gone',
      detail: 'The address of this page of the list is not valid. Begin with the first page.',
    }
  }
  if (error.code === 'FORBIDDEN')
    return { status: 403, title: 'Not allowed', detail: 'This is not yours to see or to change.' }
  if (error.retryable)
    return { status: 503, title: 'Please try again', detail: 'The catalogue is busy at this moment.' }
  return {
    status: 500,
    title: 'Something went wrong',
    detail: 'This is our fault, not yours. Please try again later.',
  }
}

/** The status of an error that Express threw over a request that it could not read. */
function clientStatus(error: unknown): number | null {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : null
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}
