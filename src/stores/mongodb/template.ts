import type { Parameters } from '../../store/contract.ts'
import { cast } from '../../support/cast.ts'
import { isPlainObject } from '../../support/plain-object.ts'

/** A place in a document that is filled when the parameters of a call are known. */
export class Slot {
  readonly fill: (parameters: Parameters) => unknown

  constructor(fill: (parameters: Parameters) => unknown) {
    this.fill = fill
  }
}

/** Makes a document of parameters. */
export type Fill<T> = (parameters: Parameters) => T

/** A parameter's place, with the function that turns it into what is sent. */
export const param = (position: number, encode: (value: unknown) => unknown): Slot =>
  new Slot((parameters) => encode(parameters[position]))

type Part = { readonly value: unknown } | { readonly fill: Fill<unknown> }

const partOf = (template: unknown): Part => {
  if (template instanceof Slot) return { fill: template.fill }
  if (Array.isArray(template)) return listPart(template)
  return isPlainObject(template) ? objectPart(template) : { value: template }
}

const filled = (part: Part, parameters: Parameters): unknown =>
  'fill' in part ? part.fill(parameters) : part.value

function listPart(template: readonly unknown[]): Part {
  const parts = template.map(partOf)
  if (!parts.some((part) => 'fill' in part)) return { value: template }
  return { fill: (parameters) => parts.map((part) => filled(part, parameters)) }
}

function objectPart(template: Readonly<Record<string, unknown>>): Part {
  const parts = Object.entries(template).map(([name, value]) => [name, partOf(value)] as const)
  if (!parts.some(([, part]) => 'fill' in part)) return { value: template }
  return {
    fill(parameters) {
      const document: Record<string, unknown> = {}
      for (const [name, part] of parts) document[name] = filled(part, parameters)
      return document
    },
  }
}

/** Compiles a document with places in it: what has none is made once and sent each time. */
export function compileTemplate<T>(template: T): Fill<T> {
  const part = partOf(template)
  return (parameters) => cast<T>(filled(part, parameters), 'a filled template has the form of the template')
}
