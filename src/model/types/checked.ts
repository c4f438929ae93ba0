/**
 * An argument that is inferred and checked: `Q` is inferred from the first branch, then the argument is
 * checked against the second, so that a misspelt key gives the compiler's own error, with its suggestion, and
 * completions are whole. Plain `Q` and `Q & A` accept a misspelt key beside a right one.
 */
export type Checked<Q, A> = [Q] extends [never] ? Q : A
