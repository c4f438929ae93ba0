import type { Statement, Thing, Value } from './thing.ts'
import { vocabulary, xsdDateTime } from './thing.ts'

/** What JSON holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const xsd = 'http://www.w3.org/2001/XMLSchema#'

/** The context is part of each document, so that nobody has to fetch one, and none can change behind our back. */
const context = {
  '@vocab': vocabulary,
  dateModified: { '@type': `${xsd}dateTime` },
  image: { '@type': '@id' },
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
  const values = statements.filter((statement) => statement.property === name).map(({ value }) => json(value))
  return values.length === 1 ? (values[0] ?? null) : values
}

function json(value: Value): Json {
  if ('text' in value) return value.text
  if ('number' in value) return value.number
  if ('date' in value) return value.date
  if ('moment' in value) return xsdDateTime(value.moment)
  if ('iri' in value) return value.iri
  return node(value.thing)
}
