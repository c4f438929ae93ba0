import type { Schema } from '../../schema/entry.ts'
import type { Field } from '../../schema/field.ts'
import type { Attrs } from '../../schema/infer.ts'
import type { Ref } from '../../schema/relation.ts'

/** A record whose model says how it changes hands. `To` is the type of the key by which it does. */
export interface Transferable<To> {
  /**
   * Gives the record to another, by key or as a record: at once or, where acceptance is asked for, as an offer that
   * takes the place of any before. Only this changes whose a record is.
   */
  transfer(to: To | { readonly id: To }): Promise<this>
}

/** A record that is offered before it changes hands. */
export interface Offerable {
  /** Takes what is offered: for those who would hold the role that accepts. NO_OFFER where nothing is, or no more. */
  accept(): Promise<this>
  /** Says no to what is offered. */
  decline(): Promise<this>
  /** Takes the offer back: for those who may transfer the record. */
  withdraw(): Promise<this>
}

/** The methods that records have where they change hands by a key `K` and, where it is asked, a role `A` accepts. */
export type TransferMethods<S extends Schema, K, A> = [K] extends [keyof Attrs<S>]
  ? [K] extends [never]
    ? {}
    : Transferable<NonNullable<Attrs<S>[K]>> & ([A] extends [never] ? {} : Offerable)
  : {}

type Kept<F> = F extends Field<infer K, infer Out, infer In, infer _> ? Field<K, Out, In, 'readonly'> : never

type OfferedTo<S extends Schema, K> = K extends keyof S
  ? { offeredTo: Kept<S[K]> }
  : K extends `${infer E}Id`
    ? S[E] extends Ref<infer Target, infer V, infer _>
      ? { offeredTo: Ref<Target, V, 'readonly'> }
      : {}
    : {}

/** The fields of an offer. */
export interface OfferFields {
  /** The id of the user who offers. */
  readonly offeredBy: Field<'string', string, string, 'readonly'>
  readonly offeredAt: Field<'datetime', Date, Date, 'readonly'>
  /** When it ends; null where it does not. */
  readonly offeredUntil: Field<'datetime', Date, Date, 'readonly'>
}

/** A schema with the fields of an offer, where a role `A` accepts what changes hands by the key `K`. */
export type WithOffer<S extends Schema, K, A> = [A] extends [never]
  ? S
  : S & OfferedTo<S, K> & Pick<OfferFields, keyof OfferFields>
