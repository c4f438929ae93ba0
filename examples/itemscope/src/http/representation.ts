import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'

/** A document as it is sent: its media type and its bytes. */
export interface Representation {
  /** With its charset where it has one. */
  readonly type: string
  readonly body: string
}

/** A strong entity tag: the same for the same bytes of the same type, and for no others. */
export function entityTag({ type, body }: Representation): string {
  return `"${createHash('sha256').update(type).update('\0').update(body).digest('base64url').slice(0, 27)}"`
}

/** Sends a document that caches keep but ask about each time; 304 where the reader has it, no body for HEAD. */
export function sendRepresentation(req: Request, res: Response, representation: Representation): void {
  const tag = entityTag(representation)
  res.setHeader('ETag', tag)
  // What a session sees is for nobody else's cache.
  if (!res.hasHeader('Cache-Control')) res.setHeader('Cache-Control', 'public, no-cache')
  if (isKnown(req.headers['if-none-match'], tag)) return void res.status(304).end()
  res.setHeader('Content-Type', representation.type)
  res.send(Buffer.from(representation.body))
}

/** Whether an If-None-Match names a tag. Express itself ignores the header beside `Cache-Control: no-cache`. */
function isKnown(header: string | undefined, tag: string): boolean {
  const tags = header?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? []
  return tags.includes(tag) || tags.includes('*')
}
