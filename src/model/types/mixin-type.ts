import type { Schema } from '../../schema/entry.ts'
import type { X } from '../../support/any.ts'

/** Fields, methods, statics, hooks, roles and permissions for any model. */
export interface Mixin<S, Methods, Statics, Roles extends string> {
  /** The same mixin: `mixins: [timestamps()]` and `mixins: [timestamps]` are one. */
  (): Mixin<S, Methods, Statics, Roles>
  readonly '~schema': S
  readonly '~methods': Methods
  readonly '~statics': Statics
  readonly '~roles': Roles
}

/** Any mixin, for constraints. */
export type AnyMixin = Mixin<X, X, X, X>

/** The fields of a list of mixins. */
export type MixinSchema<M> = M extends readonly [infer Head, ...infer Tail]
  ? (Head extends { readonly '~schema': infer V } ? V : {}) & MixinSchema<Tail>
  : {}

/** The methods of a list of mixins. */
export type MixinMethods<M> = M extends readonly [infer Head, ...infer Tail]
  ? (Head extends { readonly '~methods': infer V } ? V : {}) & MixinMethods<Tail>
  : {}

/** The statics of a list of mixins. */
export type MixinStatics<M> = M extends readonly [infer Head, ...infer Tail]
  ? (Head extends { readonly '~statics': infer V } ? V : {}) & MixinStatics<Tail>
  : {}

/** The roles of a list of mixins. */
export type MixinRoles<M> = M extends readonly AnyMixin[] ? M[number]['~roles'] : never

/** A schema with the fields of its mixins. */
export type Full<S extends Schema, M> = M extends readonly [] ? S : S & MixinSchema<M>
