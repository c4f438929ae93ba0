import type { Request, Response } from 'express'
import { sendRepresentation } from './representation.ts'

/** Sends a page that is for one reader at one time: no cache keeps it. */
export function sendPrivatePage(req: Request, res: Response, status: number, body: string): void {
  res.status(status).set('Cache-Control', 'private, no-store')
  sendRepresentation(req, res, { type: 'text/html; charset=utf-8', body })
}
