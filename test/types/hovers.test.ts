import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript-5.9'
import { beforeAll, expect, test } from 'vitest'
import { root } from './compiler.ts'

const probe = join(root, 'test/types/probe.ts')
const source = `
import { db } from './models/db.ts'
const user = (await db.User.findById('1'))!
user.name
user.createdAt
user.greet()
const post = (await db.Post.find({ include: { comments: true, author: { include: { posts: true } } } }))[0]!
post.author
post.comments
post.authorId
const plain = await db.PostLabel.find({ plain: true })
const picked = await db.Post.findOne({ select: { title: true, status: true } })
const rows = await db.Post.aggregate({ by: ['status'], count: true, sum: ['price'] })
const page = await db.User.page()
await db.Comment.create({ text: 'x', postId: '1' })
await db.Post.find({ where: { title: 'x', author: { name: 'x' } } })
await db.User.find({ select: {  } })
await db.Post.find({ where: {  } })
`

const options: ts.CompilerOptions = {
  ...ts.convertCompilerOptionsFromJson(
    ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile).config.compilerOptions,
    root,
  ).options,
  types: [],
}
let service: ts.LanguageService

/** Where the last of these words begins, behind the first. */
function position(...words: string[]): number {
  const found = words.reduce((from, word) => source.indexOf(word, from), 0)
  if (found < 0) throw new Error(`there is no ${words.join(' … ')} in the probe`)
  return found
}

const hover = (...words: string[]) =>
  ts
    .displayPartsToString(service.getQuickInfoAtPosition(probe, position(...words))?.displayParts)
    .replaceAll(/\s+/g, ' ')

const definition = (...words: string[]) =>
  service
    .getDefinitionAtPosition(probe, position(...words))
    ?.map(({ fileName, name }) => `${fileName.slice(root.length)}: ${name}`)

const completions = (...words: string[]) =>
  service.getCompletionsAtPosition(probe, position(...words) + 2, {})?.entries.map(({ name }) => name)

beforeAll(async () => {
  const texts = new Map([[probe, source]])
  service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    getScriptFileNames: () => [probe],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const text = texts.get(file) ?? ts.sys.readFile(file)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  })
  expect(service.getSemanticDiagnostics(probe)).toEqual([])
  expect(await readFile(join(root, 'test/types/models/user.ts'), 'utf8')).toContain('greet()')
})

test('editors show records by the name of their model', () => {
  expect(hover('user =')).toBe('const user: User')
  expect(hover('post =')).toBe(
    'const post: Post & { author: User & { posts: Post[]; }; comments: Comment[]; }',
  )
  expect(hover('post.author', 'author')).toBe('(property) author: User & { posts: Post[]; }')
  expect(hover('post.comments', 'comments')).toBe('(property) comments: Comment[]')
  expect(hover('page =')).toBe('const page: Page<User>')
})

test('editors show attributes and results as they are, and not how they came about', () => {
  expect(hover('user.name', 'name')).toBe('(property) name: string')
  expect(hover('post.authorId', 'authorId')).toBe('(property) authorId: string')
  expect(hover('plain =')).toBe('const plain: { rank: number | null; postId: string; labelId: string; }[]')
  expect(hover('picked =')).toBe('const picked: { title: string; status: "draft" | "live"; } | null')
  expect(hover('rows =')).toBe(
    'const rows: { status: "draft" | "live"; count: number; sum: { price: string | null; }; }[]',
  )
  expect(hover('Comment.create', 'create')).toContain(
    '(values: { text: string; postId: string; id?: string | undefined; authorId?: string | null | undefined; parentId?: string | null | undefined; } & NewRelated<"Comment", Models>): Promise<Comment>',
  )
  expect(hover('{ where', 'author')).toBe('(property) author?: Where<"User", Models> | null')
})

test('editors find where an attribute is defined', () => {
  expect(definition('user.name', 'name')).toEqual(['test/types/models/user.ts: name'])
  expect(definition('user.createdAt', 'createdAt')).toEqual(['test/types/models/timestamps.ts: createdAt'])
  expect(definition('user.greet', 'greet')).toEqual(['test/types/models/user.ts: greet'])
  expect(definition('{ where', 'title')).toEqual(['test/types/models/post.ts: title'])
  expect(definition('{ where', 'author')).toEqual(['test/types/models/post.ts: author'])
})

test('editors complete names inside queries', () => {
  expect(completions('select: {  }', '{  }')).toEqual(
    expect.arrayContaining(['name', 'createdAt', 'initials']),
  )
  const filters = completions('where: {  }', '{  }')
  expect(filters).toEqual(expect.arrayContaining(['title', 'authorId', 'author', 'comments', '$or']))
  expect(filters).not.toContain('password')
})
