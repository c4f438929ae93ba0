/** What one flow of code has read so far: how often each shape, and with what values the last time. */
export type Flow = Map<string, { readonly times: number; readonly values: string }>

/**
 * Tells flows of code apart: a flow is what runs in one callback of the event loop with the microtasks after it, and
 * what goes on when a statement of the flow is done. So a loop that awaits is one flow, on a store that answers at
 * once and on one that does not, and calls that begin together are; requests that are served side by side are not.
 */
export class Flows {
  #current: Flow | undefined

  /** The flow that this code belongs to. */
  get current(): Flow {
    if (this.#current === undefined) this.resume(new Map())
    return this.#current ?? new Map()
  }

  /** Goes on with a flow, until the microtasks that wait now, and those that they make, are done. */
  resume(flow: Flow): void {
    if (this.#current === undefined) queueMicrotask(() => process.nextTick(() => this.#end()))
    this.#current = flow
  }

  #end(): void {
    this.#current = undefined
  }
}
