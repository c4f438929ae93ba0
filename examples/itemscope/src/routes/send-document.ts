import type { Request, Response } from 'express'
import type { DocumentFormat, Format } from '../http/negotiate.ts'
import { documentFormats, mediaTypes, negotiate } from '../http/negotiate.ts'
import { HttpError } from '../http/problems.ts'
import { sendRepresentation } from '../http/representation.ts'
import { jsonLd } from '../linked-data/json-ld.ts'
import type { Thing } from '../linked-data/thing.ts'

/** What is told of a thing, in every format. */
export interface Document {
  /** Its path, without the ending of a format. */
  readonly path: string
  /** The address under which it is known. */
  readonly canonical: string
  readonly thing: Thing
  /** Makes the page. */
  html(): string | Promise<string>
}

/** A key out of an address, and the format that its ending asks for. */
export interface Asked {
  readonly key: string
  readonly ending: DocumentFormat | null
}

/** Reads the `:key` of an address. */
export function readKey(req: Request): Asked {
  const text = String(req.params.key)
  const ending = documentFormats.find((name) => text.endsWith(`.${name}`)) ?? null
  return { key: ending === null ? text : text.slice(0, -ending.length - 1), ending }
}

/** What a redirect keeps of an address: the ending and the query. */
export function restOf(req: Request, { ending }: Asked): string {
  return (ending === null ? '' : `.${ending}`) + (/\?.*$/.exec(req.originalUrl)?.[0] ?? '')
}

/** Sends a document in the format that the ending of its address asks for, else in the one that Accept prefers. */
export async function sendDocument(
  req: Request,
  res: Response,
  { document, ending }: { readonly document: Document; readonly ending: DocumentFormat | null },
): Promise<void> {
  res.set('Link', links(document))
  const format = ending ?? chooseFormat(req, res, document)
  if (format !== 'html')
    return sendRepresentation(req, res, { type: mediaTypes[format], body: jsonLd(document.thing) })
  sendRepresentation(req, res, { type: 'text/html; charset=utf-8', body: await document.html() })
}

/** The format that Accept prefers; says that it was chosen so, and where its document is. */
function chooseFormat(req: Request, res: Response, { path }: Document): Format {
  res.vary('Accept')
  const format = negotiate(req.headers.accept)
  const types = Object.values(mediaTypes).join(', ')
  if (format === null) throw new HttpError(406, 'No such format', `What is here is there as ${types}.`)
  res.set('Content-Location', `${path}.${format === 'html' ? 'html' : 'jsonld'}`)
  return format
}

function links({ path, canonical }: Document): string {
  const alternates = documentFormats.map(
    (format) => `<${path}.${format}>; rel="alternate"; type="${mediaTypes[format]}"`,
  )
  return [`<${canonical}>; rel="canonical"`, ...alternates].join(', ')
}
