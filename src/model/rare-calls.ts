// What programs call that write or count much at once: it is loaded with the first of these calls.
export { can, explain } from './guard/answers.ts'
export { aggregate } from './read/aggregate.ts'
export { destroyWhere } from './write/destroy.ts'
export { insertMany } from './write/insert-many.ts'
export { accept, decline, transfer, withdraw } from './write/transfer.ts'
export { upsert } from './write/upsert.ts'
