import type { ResolvedRelation } from '../schema/relations.ts'
import type { FieldShape } from '../schema/shape.ts'
import type { FilterSink, LeafDescription } from './filter-sink.ts'

const groups = { and: '&(', or: '|(', not: '!(' } as const

/**
 * Makes the key of a filter's shape: equal for filters that differ in values only, different for all others.
 * Fields go by position and JSON paths as JSON text, so nobody can write a filter whose key reads like another's.
 */
export class ShapeKey implements FilterSink {
  text: string

  constructor(prefix: string) {
    this.text = prefix
  }

  begin(op: 'and' | 'or' | 'not'): void {
    this.text += groups[op]
  }

  beginRelated({ index }: ResolvedRelation, step: number, ofRule: boolean): void {
    this.text += step === 0 ? `${ofRule ? '~' : ''}>${index}(` : '>>('
  }

  end(): void {
    this.text += ')'
  }

  constant(truth: boolean): void {
    this.text += truth ? 'T;' : 'F;'
  }

  leaf(field: FieldShape, { op, not, withNull, path, jsonType }: LeafDescription): void {
    this.text += `${field.index}${not ? '!' : ''}${op}${withNull === true ? '0' : ''}`
    this.text += path === undefined && jsonType === undefined ? ';' : `${JSON.stringify(path)}${jsonType};`
  }
}
