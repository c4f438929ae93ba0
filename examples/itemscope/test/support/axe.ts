import axe from 'axe-core'

/** What axe-core finds in a page. */
export interface AxeResults {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
  readonly passes: readonly unknown[]
}

/** A script for a page that checks it by every rule, best practices too. */
export const axeScript = `${axe.source}; axe.run()`
