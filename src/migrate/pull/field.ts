import type { FieldDefinition, RefDefinition } from '../../schema/definition.ts'
import { field, ref } from '../../schema/factories.ts'
import type { ColumnState, FieldGuess } from '../../store/schema-access.ts'
import { cast } from '../../support/cast.ts'
import { objectSource, textSource, valueSource } from './source.ts'

/** A field as it is written: what it is, and its text. */
export interface PulledField {
  /** Its key in the schema. */
  readonly key: string
  readonly attribute: string
  readonly column: string
  readonly entry: FieldDefinition | RefDefinition
  readonly source: string
  /** Why the database and the field are not quite alike, if they are not. */
  readonly note?: string
}

/** Options with their values, in the order in which they are written. */
export type Options = readonly (readonly [string, unknown])[]

/** What a column says of null and of values that are not given. */
export function presence(column: ColumnState, guess: FieldGuess, isKey: boolean): Options {
  if (guess.kind === 'id' && isKey) return []
  const value = Object.hasOwn(guess, 'default') ? ([['default', guess.default]] as const) : []
  if (value.length > 0) return column.nullable ? [['nullable', true], ...value] : value
  // An array that is not given is empty, unless it says otherwise.
  if (guess.kind === 'array')
    return [
      [column.nullable ? 'nullable' : 'required', true],
      ['default', undefined],
    ]
  return column.nullable ? [] : [['required', true]]
}

const optionsOf = ({ kind, idType, maxLength, precision, scale }: FieldGuess): Options => [
  ...(kind === 'id' && idType !== undefined && idType !== 'uuid' ? ([['type', idType]] as const) : []),
  ...(maxLength === undefined ? [] : ([['maxLength', maxLength]] as const)),
  ...(kind === 'decimal'
    ? ([
        ['precision', precision],
        ['scale', scale],
      ] as const)
    : []),
]

type Factory = (...args: readonly unknown[]) => FieldDefinition

const call = (kind: string, args: readonly unknown[]): FieldDefinition =>
  cast<Readonly<Record<string, Factory>>>(field, 'there is a factory for each kind')[kind]?.(
    ...args,
  ) as FieldDefinition

/** The call of a factory: what it gives, and its text. */
export function fieldCall(guess: FieldGuess, more: Options): { entry: FieldDefinition; source: string } {
  const options = [...optionsOf(guess), ...more]
  const given = options.length === 0 ? [] : [Object.fromEntries(options)]
  const texts = options.length === 0 ? [] : [objectSource(options)]
  const { kind, values, element } = guess
  const inner = element && fieldCall(element, [])
  const first = values ?? inner?.entry
  const firstText = values === undefined ? inner?.source : valueSource(values)
  const args = first === undefined ? given : [first, ...given]
  const argTexts = firstText === undefined ? texts : [firstText, ...texts]
  return { entry: call(kind, args), source: `field.${kind}(${argTexts.join(', ')})` }
}

/** The call of `ref`. */
export function refCall(target: string, options: Options): { entry: RefDefinition; source: string } {
  const text = options.length === 0 ? '' : `, ${objectSource(options)}`
  const entry = (ref as (target: string, options: object) => unknown)(target, Object.fromEntries(options))
  return {
    entry: cast<RefDefinition>(entry, 'ref gives the definition of a ref'),
    source: `ref(${textSource(target)}${text})`,
  }
}
