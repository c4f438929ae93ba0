import type { ChangeOp } from '../../store/change-log.ts'
import type { Duration } from './access-type.ts'
import type { Part } from './registry.ts'

/** How the changes of a model are kept. */
export interface ChangesOptions {
  /** How long; a week by default. */
  readonly keep?: Duration | 'forever'
  /** How many at most. */
  readonly most?: number
  /** After which time only the last change of each record is kept. */
  readonly compact?: Duration
}

/** A record as changes tell of it: the JSON forms of what is stored and not hidden. */
export type ChangeImage<N extends keyof DB, DB> = Pick<
  Part<N, DB, 'json'>,
  Extract<keyof Part<N, DB, 'json'>, Part<N, DB, 'stored'>>
>

/** What is told of every change. */
export interface ChangeBase<N> {
  readonly model: N
  /**
   * Where it stands, in the order of commits. No other change has the same, and each delivery of this one does: the key by
   * which what is done for it is done once.
   */
  readonly position: string
  /** The same for all that was changed in one transaction. */
  readonly transaction: string
  /** The attributes that differ, among them those that are hidden; of updates. */
  readonly changed: readonly string[]
  /** Whether the record is seen no more: it was destroyed, or is marked as destroyed. */
  readonly gone: boolean
  readonly at: Date
}

/** What an update, restore, transfer or create leaves, and what a destroy removes. */
export type ChangeImages<Image> =
  | { readonly op: 'create'; readonly before: null; readonly after: Image }
  | { readonly op: Exclude<ChangeOp, 'create' | 'destroy'>; readonly before: Image; readonly after: Image }
  /** What is marked as destroyed is still there afterwards. */
  | { readonly op: 'destroy'; readonly before: Image; readonly after: Image | null }

/** A change of one record; `model` says of which kind. */
export type Change<N extends keyof DB, DB> = {
  [K in N]: ChangeBase<K> & { readonly key: Part<K, DB, 'key'> } & ChangeImages<ChangeImage<K, DB>>
}[N]

/** Which changes are read. */
export interface ChangesRequest<N> {
  /** Of these models; of all that record their changes by default. */
  readonly models?: readonly N[]
  /** Behind this position; from the oldest that is kept by default. */
  readonly after?: string | null
  /** 100 by default, 1,000 at most. */
  readonly limit?: number
}

/** A part of the changes. */
export interface ChangesPage<C> {
  readonly changes: readonly C[]
  /** How far was looked: where to read on. */
  readonly position: string
}

/** The signal that Node and browsers have, where the compiler knows of either. */
type Signal = typeof globalThis extends { readonly AbortSignal: { readonly prototype: infer S } }
  ? S
  : unknown

/** What a consumer is told beside a change. */
export interface Delivery<Tx> {
  /** The first delivery is 1; a higher number says that others failed. */
  readonly attempt: number
  /** Aborted when the consumer has to stop, or is one no more. */
  readonly signal: Signal
  /** Runs a function in a transaction that also stores that this change is done: all of it once, or not at all. */
  transaction<T>(run: (tx: Tx) => T | Promise<T>): Promise<T>
}

/** How changes are consumed. */
export interface ConsumeOptions<N, C> {
  /** Changes of these models; of all that record their changes by default. */
  readonly models?: readonly N[]
  /** Where a name begins that is new: with what commits from now on, or with the oldest change that is kept. */
  readonly from?: 'now' | 'start'
  /** How long changes are kept for this consumer that it has not handled; 30 days by default. */
  readonly keep?: Duration
  /** After how many failures `onError` is asked; 5 by default. */
  readonly attempts?: number
  /** Called with a change that fails again and again. Where it returns, the change is passed over. */
  onError?(error: unknown, change: C): unknown
  /**
   * Called where changes are lost to this consumer, since it was away for too long or the database is another. Whatever
   * it builds has to be built anew; when this returns, it goes on with what was committed since this was called.
   */
  onReset?(reason: 'trimmed' | 'epoch'): unknown
  /** How long another process waits before it takes over from one that was killed; `'30s'` by default. */
  readonly lease?: Duration
}

/** Something that consumes changes. */
export interface Consumer {
  readonly name: string
  /** Resolves when all that was committed before this call is handled, here or in another process. */
  caughtUp(): Promise<void>
  /** Stops after the change that is being handled. */
  stop(): Promise<void>
}

/** How far a consumer is. */
export interface ConsumerState {
  readonly name: string
  readonly models: readonly string[]
  /** Null where it has handled nothing yet, and begins with the oldest change. */
  readonly position: string | null
  /** Whether it is at work in some process. */
  readonly active: boolean
  /** How often the next change has failed. */
  readonly failures: number
  readonly seenAt: Date
}

/** The changes of the models that record them. For trusted code: they tell what no session may see. */
export interface Changes<DB, Tx> {
  /** Reads changes in the order of their commits. */
  read<N extends keyof DB>(request?: ChangesRequest<N>): Promise<ChangesPage<Change<N, DB>>>
  /** The position of the last change; what commits later is behind it. */
  head(): Promise<string>
  /**
   * Delivers each change to a function, in order and at least once: how far it came is stored under the name. Of several
   * processes that consume under one name, one is at work.
   */
  consume<N extends keyof DB>(
    name: string,
    options: ConsumeOptions<N, Change<N, DB>>,
    handle: (change: Change<N, DB>, delivery: Delivery<Tx>) => unknown,
  ): Promise<Consumer>
  /** All names under which changes are consumed. */
  consumers(): Promise<ConsumerState[]>
  /** Forgets how far a consumer is, so that nothing is kept for it; gives whether there was one. */
  forget(name: string): Promise<boolean>
  /** Removes changes that need not be kept any more; gives their number. It is done by itself every five minutes. */
  trim(): Promise<number>
  /** Makes all positions those of another history: after a backup was restored in a way that cannot be seen. */
  renewEpoch(): Promise<void>
}
