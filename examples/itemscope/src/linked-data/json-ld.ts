import type { Statement, Thing } from './thing.ts'
import { gs1Vocabulary, vocabulary, xsdDateTime } from './thing.ts'

/** What JSON holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const xsd = 'http://www.w3.org/2001/XMLSchema#'

/** The context is part of each document, so that nobody has to fetch one, and none can change behind our back. */
const context = {
  '@vocab': vocabulary,
  gs1: gs1Vocabulary,
  availability: { '@type': '@id' },
  dateModified: { '@type': `${xsd}dateTime` },
  image: { '@type': '@id' },
  priceValidUntil: { '@type': `${xsd}date` },
  releaseDate: { '@type': `${xsd}date` },
  url: { '@type': '@id' },
}

/** A thing as a JSON-LD document. */
export function jsonLd(thing: Thing): string {
  return `${JSON.stringify({ '@context': context, ...node(thing) }, null, 2)}\n`
}

function node(thing: Thing): Record<string, Json> {
  const names = [...new Set(thing.statements.map((statement) => statement.property))]
  return {
    ...(thing.id === undefined ? {} : { '@id': thing.id }),
    '@type': thing.type,
    ...Object.fromEntries(names.map((name) => [name, valuesOf(thing.statements, name)])),
  }
}

function valuesOf(statements: readonly Statement[], name: string): Json {
  const values = statements.filter(({ property }) => property === name).map(json)
  return values.length === 1 ? (values[0] ?? null) : values
}

function json({ property, value }: Statement): Json {
  if ('text' in value) return value.text
  if ('number' in value) return value.number
  if ('date' in value) return value.date
  if ('moment' in value) return xsdDateTime(value.moment)
  if ('iri' in value) return Object.hasOwn(context, property) ? value.iri : { '@id': value.iri }
  return node(value.thing)
}
