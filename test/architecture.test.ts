import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript-5.9'
import { describe, expect, test } from 'vitest'

// The laws of the house (docs/ARCHITECTURE.md), as data: what lies further down may import what lies further up.
const tower = [
  ['support', 'errors'],
  ['schema'],
  ['query'],
  ['access'],
  ['store'],
  ['model'],
  ['mixins'],
  ['permissions', 'opentelemetry'],
  ['live'],
  ['forms'],
  ['rest'],
  ['bridges'],
  ['testing'],
]
const upTo = (layer: string) => tower.slice(0, tower.findIndex((row) => row.includes(layer)) + 1).flat()
const everything = tower.flat()
const adapters = ['memory', 'sqlite', 'postgres', 'mysql', 'mongodb', 'redis'].map((name) => `stores/${name}`)

/** What each layer may import, beside itself. */
const layers: Record<string, readonly string[]> = {
  ...Object.fromEntries(everything.map((layer) => [layer, upTo(layer)])),
  ...Object.fromEntries(adapters.map((adapter) => [adapter, [...upTo('store'), 'stores/sql']])),
  'stores/sql': upTo('store'),
  migrate: [...upTo('store'), 'stores/sql'],
  client: [],
  cli: [...everything, ...adapters, 'stores/sql', 'migrate', 'client'],
  'index.ts': upTo('model'),
  'reference.ts': upTo('schema'),
}
/** For the browser: it takes types from anywhere, and code from nowhere. */
const takesTypesFromAll = ['client']
const mayNameDatabases = (file: string) => /^(stores|cli)\//.test(file) || file === 'schema/field-table.ts'
const databases = /sqlite|postgres|mysql|mariadb|mongo|redis/i

interface Import {
  to: string
  isType: boolean
}
interface File {
  path: string
  imports: Import[]
  words: string[]
}

const isTypeOnly = (node: ts.Node) =>
  ts.isImportTypeNode(node) ||
  (ts.isImportDeclaration(node) && (node.importClause?.isTypeOnly ?? false)) ||
  (ts.isExportDeclaration(node) && node.isTypeOnly)

/** What a node imports: `import`, `import type`, `export … from`, `import('…')` as a type and as a call. */
function moduleOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  return isCall ? node.arguments[0] : undefined
}

/** The imports of a source file, and every word of it that is code. */
function parse(path: string, text: string): File {
  const file: File = { path, imports: [], words: [] }
  const visit = (node: ts.Node): void => {
    const module = moduleOf(node)
    if (module && ts.isStringLiteral(module))
      file.imports.push({ to: resolve(path, module.text), isType: isTypeOnly(node) })
    if (node.getChildCount() === 0) file.words.push(node.getText())
    else for (const child of node.getChildren()) if (!ts.isJSDoc(child)) visit(child)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true))
  return file
}

const resolve = (from: string, module: string) =>
  module.startsWith('.') ? join(dirname(from), module) : module
const isOurs = (module: string) => module.endsWith('.ts')

/** The folder that makes a file's layer: `model`, `stores/sqlite`, or `index.ts` for the entry point itself. */
const layerOf = (path: string) => /^stores\/[^/]+(?=\/)|^[^/]+/.exec(path)?.[0] ?? path

function directionProblems({ path, imports }: File): string[] {
  const layer = layerOf(path)
  const allowed = layers[layer]
  if (!allowed) return [`${path}: the folder ${layer} is in no layer`]
  const isAllowed = ({ to, isType }: Import) =>
    layerOf(to) === layer || allowed.includes(layerOf(to)) || (isType && takesTypesFromAll.includes(layer))
  return imports
    .filter(({ to }) => isOurs(to))
    .flatMap((target) => {
      if (target.to === 'index.ts') return [`${path}: imports the entry point index.ts`]
      return isAllowed(target) ? [] : [`${path}: ${layer} imports ${target.to}`]
    })
}

function wordProblems({ path, words }: File): string[] {
  const named = mayNameDatabases(path) ? [] : words.filter((word) => databases.test(word))
  return [...new Set(named)].map((word) => `${path}: names a database: ${word}`)
}

/** Import cycles among files, type imports counted: each as the way around. */
function cycleProblems(files: readonly File[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) found.push(`cycle: ${[...way.slice(way.indexOf(path)), path].join(' -> ')}`)
    if (done.has(path) || way.includes(path)) return
    for (const { to } of byPath.get(path)?.imports ?? []) if (isOurs(to)) walk(to, [...way, path])
    done.add(path)
  }
  for (const { path } of files) walk(path, [])
  return found
}

const problemsOf = (files: readonly File[]) => [
  ...files.flatMap(directionProblems),
  ...files.flatMap(wordProblems),
  ...cycleProblems(files),
]

const folder = fileURLToPath(new URL('../src', import.meta.url))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(path))
  .map((path) => parse(path, readFileSync(join(folder, path), 'utf8')))

test('reads the whole source', () => {
  expect(files.length).toBeGreaterThan(20)
  expect(files.flatMap(({ imports }) => imports).filter(({ to }) => isOurs(to)).length).toBeGreaterThan(50)
  expect(files.map(({ path }) => path)).toContain('index.ts')
})

test('holds to the laws of the house', () => {
  expect(problemsOf(files)).toEqual([])
})

describe('finds each breach', () => {
  const find = (sources: Record<string, string>) =>
    problemsOf(Object.entries(sources).map(([path, text]) => parse(path, text)))

  test.each([
    ['an import against the direction', 'schema/a.ts', "import { b } from '../model/b.ts'"],
    ['a type import against the direction', 'query/a.ts', "import type { B } from '../store/b.ts'"],
    ['a re-export against the direction', 'errors/a.ts', "export { b } from '../schema/b.ts'"],
    ['an inline type import', 'errors/a.ts', "export type B = import('../schema/b.ts').B"],
    ['a dynamic import', 'errors/a.ts', "export const b = () => import('../schema/b.ts')"],
    ['an adapter that imports another', 'stores/sqlite/a.ts', "import { b } from '../memory/b.ts'"],
    ['an adapter that imports models', 'stores/memory/a.ts', "import { b } from '../../model/b.ts'"],
    ['an import of the entry point', 'mixins/a.ts', "import { b } from '../index.ts'"],
    ['code in the client', 'client/a.ts', "import { b } from '../schema/b.ts'"],
    ['a folder in no layer', 'helpers/a.ts', 'export const a = 1'],
    ['a store in no layer', 'stores/oracle/a.ts', 'export const a = 1'],
    ["a database's name in a string", 'model/a.ts', "export const a = 'sqlite'"],
    ["a database's name in an identifier", 'store/a.ts', 'export const isPostgres = true'],
    ["a database's name in a template", 'store/a.ts', 'export const a = `of MongoDB`'],
  ])('%s', (_, path, text) => {
    expect(find({ [path]: text })).toHaveLength(1)
  })

  test('a cycle of type imports', () => {
    const sources = {
      'model/a.ts': "import type { B } from './b.ts'",
      'model/b.ts': "import { c } from './c.ts'",
      'model/c.ts': "export * from './a.ts'",
    }
    expect(find(sources)).toEqual(['cycle: model/a.ts -> model/b.ts -> model/c.ts -> model/a.ts'])
  })

  test('nothing where nothing is wrong', () => {
    const sources = {
      'index.ts': "export { a } from './model/a.ts'",
      'model/a.ts':
        "// unlike sqlite\nimport { b } from '../schema/b.ts'\n/** As Redis does. */\nexport const a = b",
      'schema/b.ts': 'export const b = 1',
      'client/c.ts': "import type { b } from '../schema/b.ts'",
      'stores/sqlite/d.ts': "import D from 'better-sqlite3'\nimport { e } from '../sql/e.ts'",
      'stores/sql/e.ts': "import { b } from '../../schema/b.ts'",
    }
    expect(find(sources)).toEqual([])
  })
})
