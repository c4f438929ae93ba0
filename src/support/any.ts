/**
 * The one `any` of the house, for the positions in which neither `unknown` nor `never` will do: the parameters
 * of a constraint on constructors, and type arguments of a constraint that is invariant in them.
 */
// biome-ignore lint/suspicious/noExplicitAny: constructor constraints and invariant type arguments have no other spelling
export type X = any
