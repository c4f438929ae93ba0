/** What every entry of a schema has, be it a field or a relation. */
export interface Entry {
  readonly kind: string
  readonly '~out': unknown
  readonly '~in': unknown
  readonly '~change': unknown
  readonly '~filter': unknown
  readonly '~json': unknown
  readonly '~relation': unknown
  readonly '~own': unknown
  readonly '~computed': unknown
  readonly '~ref': unknown
  readonly '~linked': unknown
  readonly '~needed': unknown
  readonly '~optional': unknown
  readonly '~changeable': unknown
  readonly '~filterable': unknown
  readonly '~sortable': unknown
  readonly '~numeric': unknown
  readonly '~shown': unknown
}

/** Fields and relations by name. */
export type Schema = { readonly [key: string]: Entry }

/**
 * An entry with its key. Entries of one key and field are one type in all models, and a union of entries is
 * one type however often its schema is looked at, so that the keys of each type are found once.
 */
interface Named<K, F extends Entry> {
  readonly own: K & F['~own']
  readonly computed: K & F['~computed']
  readonly ref: K & F['~ref']
  readonly linked: K & F['~linked']
  readonly needed: K & F['~own'] & F['~needed']
  readonly optional: K & F['~own'] & F['~optional']
  readonly changeable: K & F['~own'] & F['~changeable']
  readonly filterable: K & F['~own'] & F['~filterable']
  readonly sortable: K & F['~own'] & F['~sortable']
  readonly numeric: K & F['~own'] & F['~numeric']
  readonly shown: K & (F['~own'] | F['~computed']) & F['~shown']
  readonly refNeeded: K & F['~ref'] & F['~needed']
  readonly refOptional: K & F['~ref'] & F['~optional']
  readonly refChangeable: K & F['~ref'] & F['~changeable']
  readonly refShown: K & F['~ref'] & F['~shown']
}

/** The entries of a schema, as a union. */
type Entries<S extends Schema> = { [K in keyof S]: Named<K, S[K]> }[keyof S]

/** The keys of the entries that are in a type. */
export type Keys<S extends Schema, P extends keyof Named<string, Entry>> = Entries<S>[P] & keyof S
