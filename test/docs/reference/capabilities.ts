import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript-5.9'
import type { Capabilities } from '../../../src/store/capabilities.ts'
import { memory } from '../../../src/stores/memory/index.ts'
import { mongodb } from '../../../src/stores/mongodb/index.ts'
import { mysql } from '../../../src/stores/mysql/index.ts'
import { postgres } from '../../../src/stores/postgres/index.ts'
import { redis } from '../../../src/stores/redis/index.ts'
import { sqlite } from '../../../src/stores/sqlite/index.ts'
import { code, table } from './table.ts'

const declaration = fileURLToPath(new URL('../../../src/store/capabilities.ts', import.meta.url))

const stores = [
  ['memory', memory().capabilities],
  ['SQLite, a file', sqlite('shop.db').capabilities],
  ["SQLite, ':memory:'", sqlite(':memory:').capabilities],
  ['PostgreSQL', postgres('postgres://localhost/shop').capabilities],
  ['MySQL, MariaDB', mysql('mysql://localhost/shop').capabilities],
  ['MongoDB', mongodb('mongodb://127.0.0.1/shop').capabilities],
  ['Redis', redis().capabilities],
] as const

/** The sentence of each capability, as the interface says it. */
function sentences(): [keyof Capabilities, string][] {
  const source = ts.createSourceFile('', readFileSync(declaration, 'utf8'), ts.ScriptTarget.ES2023, true)
  const [members] = source.statements.filter(ts.isInterfaceDeclaration).map((found) => found.members)
  return (members ?? []).map((member) => {
    const text = ts.getJSDocCommentsAndTags(member).map(({ comment }) => ts.getTextOfJSDocComment(comment))
    return [member.name?.getText() as keyof Capabilities, text.join(' ')]
  })
}

/** The page of capabilities. */
export const capabilitiesPage = (): string => `# Capabilities of stores

What a store can do beyond the core. The core never asks for a store's name: it asks for these, and so does the conformance suite.

${table(
  ['capability', 'meaning', ...stores.map(([name]) => name)],
  sentences().map(([name, sentence]) => [
    code(name),
    sentence,
    ...stores.map(([, capabilities]) => (capabilities[name] ? 'yes' : 'no')),
  ]),
)}
`
