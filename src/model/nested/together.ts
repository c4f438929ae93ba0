let related: Promise<typeof import('./related-writes.ts')> | undefined

/** What writes related records along: it is loaded where a relation is first given something. */
export function loadRelatedWrites() {
  related ??= import('./related-writes.ts')
  return related
}
