// What writes and checks the records of relations that were given something: loaded where that is first asked for.
export { beginRelated, storeOthers } from './store-others.ts'
export { storeRefs } from './store-refs.ts'
export { validateRelated } from './validate-related.ts'
