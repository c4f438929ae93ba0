import type { Prometheus } from '../../src/model/types/define.ts'
import type { Everything } from '../../src/model/types/where.ts'
import type {
  FieldFactory,
  HasManyFactory,
  HasOneFactory,
  ManyToManyFactory,
  RefFactory,
  TypeOfFactory,
} from '../../src/schema/field-factory.ts'
import type { DefaultSession, SessionShape } from '../../src/schema/session.ts'
import type { Now, NowOffset } from '../../src/schema/value-types.ts'
import type { Store } from '../../src/store/contract.ts'

// The entry points by their types alone, so that what is measured is the types and not the run time behind them.
export declare const field: FieldFactory
export declare const ref: RefFactory
export declare const hasMany: HasManyFactory
export declare const hasOne: HasOneFactory
export declare const manyToMany: ManyToManyFactory
export declare const typeOf: TypeOfFactory
export declare const everything: Everything
export declare function now(offset?: NowOffset): Now
export declare const store: Store
export declare function createPrometheus<Session extends SessionShape = DefaultSession>(): Prometheus<Session>

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
/** Compiles where the two types are the same, and not merely assignable. */
export declare function same<A, B>(yes: Same<A, B>): void
