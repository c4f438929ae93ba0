export { timestamps } from './timestamps.ts'
