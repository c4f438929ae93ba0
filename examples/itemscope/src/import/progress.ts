import type { BadRow } from './save-batch.ts'

/** How an import stands: what it has done so far, over all times that it was started. */
export interface Progress {
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly bad: number
  /** The part of the file that is done, from 0 to 1. */
  readonly part: number
}

/** What an import is told and asked while it works. */
export interface ImportWatcher {
  /** The file has columns that are not imported. */
  ignored?(columns: readonly string[]): void
  /** An unfinished import of the same file goes on from this line. */
  resumed?(line: number, progress: Progress): void
  badRow?(row: BadRow): void
  progressed?(progress: Progress): void
  /** Whether it has to stop after this batch. */
  stopped?(): boolean
}
