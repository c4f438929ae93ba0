// The size of the package and the start of a small application: `npm run size` in bench/, once it is installed.
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'

const [file = '', application = ''] = await bundle('src/size', 'src/small-application')
const { main } = await import(pathToFileURL(file).href)
process.exitCode = await main(process.argv.slice(2), application)
