import type { Html, Insertion } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Statement, Thing, Value } from './thing.ts'
import { gs1Vocabulary, vocabulary, xsdDateTime, xsdNumber } from './thing.ts'

/** The attributes that make an element the description of a thing. */
export function itemScope(thing: Thing): Html {
  const id = thing.id === undefined ? null : html` itemid="${thing.id}"`
  return html`itemscope itemtype="${vocabulary}${thing.type}"${id}`
}

/** The name of a property in microdata: that of schema.org is understood, any other is written out. */
export function propertyName(name: string): string {
  return name.replace(/^gs1:/, gs1Vocabulary)
}

/** A statement as an element that shows its value, or what is given in its place. */
export function property(statement: Statement, shown?: Insertion): Html {
  const { value } = statement
  const name = propertyName(statement.property)
  if ('thing' in value) return nested(name, value.thing, shown)
  if ('text' in value) return textElement(name, value.text, shown)
  if ('iri' in value)
    return html`<a itemprop="${name}" href="${value.iri}" rel="nofollow">${shown ?? value.iri}</a>`
  if ('number' in value) return number(name, value.number, shown)
  return html`<time itemprop="${name}" datetime="${machineTime(value)}">${shown ?? machineTime(value)}</time>`
}

/** A statement that machines read and people see elsewhere on the page, or need not see. */
export function hiddenProperty(statement: Statement): Html {
  const { value } = statement
  const name = propertyName(statement.property)
  if ('text' in value) return html`<meta itemprop="${name}" content="${value.text}">`
  if ('iri' in value) return html`<link itemprop="${name}" href="${value.iri}">`
  return html`<span hidden>${property(statement)}</span>`
}

function textElement(name: string, text: string, shown?: Insertion): Html {
  if (shown === undefined) return html`<span itemprop="${name}">${text}</span>`
  return html`${shown}<meta itemprop="${name}" content="${text}">`
}

function number(name: string, value: number, shown?: Insertion): Html {
  return html`<data itemprop="${name}" value="${xsdNumber(value)}">${shown ?? value}</data>`
}

function nested(name: string, thing: Thing, shown?: Insertion): Html {
  const content = shown ?? thing.statements.map((statement) => property(statement))
  return html`<span itemprop="${name}" ${itemScope(thing)}>${content}</span>`
}

function machineTime(value: Extract<Value, { date: string } | { moment: Date }>): string {
  return 'date' in value ? value.date : xsdDateTime(value.moment)
}
