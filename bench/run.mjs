// The speed of the data layers beside each other: see docs/reference/performance.md. Options: --help.
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

const [file = ''] = await bundle('src/main')
const { main } = await import(pathToFileURL(file).href)
process.exitCode = await main(process.argv.slice(2))
