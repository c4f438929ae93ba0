// npm run docs:write: makes the pages of docs/reference from the code. Without --write it tells which are out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../scripts/child.mjs'
import { referencePages } from './pages.ts'

const folder = join(root, 'docs/reference')

function written(name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch {
    return undefined
  }
}

const outdated = Object.entries(await referencePages()).filter(([name, text]) => written(name) !== text)
const writes = process.argv.includes('--write')
mkdirSync(folder, { recursive: true })
for (const [name, text] of outdated) {
  if (writes) writeFileSync(join(folder, name), text)
  console.log(`${writes ? 'written' : 'out of date'}: docs/reference/${name}`)
}
if (outdated.length === 0) console.log('docs/reference is as the code says')
process.exitCode = outdated.length > 0 && !writes ? 1 : 0
