import type { RequestHandler } from 'express'
import express from 'express'
import { HttpError } from './problems.ts'

/** Reads the fields of a form. */
export const readForm: RequestHandler = express.urlencoded({
  extended: false,
  limit: '64kb',
  parameterLimit: 100,
})

/** Refuses a form that another site sends in the name of a reader. */
export function fromHere(origin: string): RequestHandler {
  return (req, _res, next) => {
    const site = req.get('Sec-Fetch-Site')
    const isHere = site === undefined ? req.get('Origin') === origin : site === 'same-origin'
    if (isHere) return next()
    throw new HttpError(
      403,
      'Not from here',
      'This form was sent by another site. Open the page here and try again.',
    )
  }
}

/** A field of a form as text; what is sent twice counts for nothing. */
export function formText(body: unknown, name: string): string {
  const value = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
  return typeof value === 'string' ? value : ''
}
