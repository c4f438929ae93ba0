/** A value of a property: text, a number, a date, a moment, the address of something, or a thing described here. */
export type Value =
  | { readonly text: string }
  | { readonly number: number }
  | { readonly date: string }
  | { readonly moment: Date }
  | { readonly iri: string }
  | { readonly thing: Thing }

/** One statement about a thing; `property` is a term of schema.org, or of GS1 where it begins with `gs1:`. */
export interface Statement {
  readonly property: string
  readonly value: Value
}

/** A thing and what is said of it. JSON-LD and microdata are both written from this, so they say the same. */
export interface Thing {
  /** Its address; without one the thing is only described, not named. */
  readonly id?: string
  /** A type of schema.org. */
  readonly type: string
  readonly statements: readonly Statement[]
}

/** The vocabulary of all types and properties. schema.org's own context says `http:`; microdata and we say `https:`. */
export const vocabulary = 'https://schema.org/'

/** The vocabulary of what the pages behind links are for. */
export const gs1Vocabulary = 'https://ref.gs1.org/voc/'

/** What a thing states under one property. */
export function said(thing: Thing, property: string): Statement[] {
  return thing.statements.filter((statement) => statement.property === property)
}

/** A moment as xsd:dateTime, to the second. */
export function xsdDateTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`
}

/** A number as RDF writes it: integers plainly, others in the canonical form of xsd:double. */
export function xsdNumber(number: number): string {
  if (Number.isInteger(number)) return String(number)
  return number.toExponential(15).replace(/(\d)0*e\+?/, '$1E')
}
