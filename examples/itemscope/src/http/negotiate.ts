import Negotiator from 'negotiator'

/** The media types in which Itemscope answers for a product, the first where a reader has no preference. */
export const mediaTypes = {
  html: 'text/html',
  jsonld: 'application/ld+json',
  json: 'application/json',
} as const

/** The name of a format, which is also the ending of its documents. */
export type Format = keyof typeof mediaTypes

/** The formats that have a document of their own, by ending. */
export const documentFormats = ['html', 'jsonld'] as const

/** A format that has a document of its own. */
export type DocumentFormat = (typeof documentFormats)[number]

/**
 * The format that an Accept header prefers, or null where it takes none of them. Parameters other than `q` are left
 * out: a JSON-LD `profile` asks for a form of the document, not for another document.
 */
export function negotiate(accept: string | undefined): Format | null {
  const headers = { accept: withoutParameters(accept ?? '*/*') }
  const chosen = new Negotiator({ headers }).mediaType(Object.values(mediaTypes))
  return formats.find((format) => mediaTypes[format] === chosen) ?? null
}

/** Whether a reader wants an error as JSON rather than as a page. */
export function prefersJson(accept: string | undefined): boolean {
  const types = ['text/html', 'application/problem+json', 'application/json', 'application/ld+json']
  const chosen = new Negotiator({ headers: { accept: withoutParameters(accept ?? '*/*') } }).mediaType(types)
  return chosen !== undefined && chosen !== 'text/html'
}

const formats: readonly Format[] = ['html', 'jsonld', 'json']

function withoutParameters(accept: string): string {
  return accept.replace(/;\s*(?!q\s*=)[^\s;,="]+\s*=\s*("(?:[^"\\]|\\.)*"|[^;,"]*)/gi, '')
}
