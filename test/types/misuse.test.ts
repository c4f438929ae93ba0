import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Diagnostic } from './compiler.ts'
import { compile, compilers, root } from './compiler.ts'
import type { Project } from './project.ts'
import { createProject, handWrittenModels } from './project.ts'

/** Something that must not compile, and the one error that says why. */
interface Mistake {
  readonly what: string
  readonly code: string
  /** More than one where the compilers do not agree. */
  readonly errors: readonly number[]
  readonly says: string
}

const folder = join(root, 'test/types/misuse')

const preamble = `
import { createPrometheus, everything, field, hasMany, now, ref, store } from './harness.ts'
import { BadBack, BadBy, BadName, BadTarget, BadThrough, BadType } from './bad-models.ts'
import { db, type Models } from './models/db.ts'
import { Comment, Counter, Label, PostLabel, Profile } from './models/others.ts'
import { Post } from './models/post.ts'
import { connect, defineMixin, defineModel } from './models/prometheus.ts'
import { timestamps } from './models/timestamps.ts'
import { User } from './models/user.ts'
const models = { User, Post, Comment, Profile, Counter, Label, PostLabel }
declare const condition: boolean
`.trimStart()

/** Reads mistakes: three lines each, what it is, the code, and the error with a part of its message. */
function readMistakes(text: string): Mistake[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((block) => {
      const [what = '', code = '', error = ''] = block.split('\n').map((line) => line.trim())
      const [, codes = '', says = ''] = /^([\d|]+) (.+)$/.exec(error) ?? []
      return { what, code, errors: codes.split('|').map(Number), says }
    })
}

const isRight = ({ errors, says }: Mistake, [first, ...more]: readonly Diagnostic[]) =>
  first !== undefined && more.length === 0 && errors.includes(first.code) && first.message.includes(says)

const shown = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n') || 'it compiles'

/** The first line of the mistakes, which stand one a line. */
const start = preamble.split('\n').length
const mistakes: Mistake[] = []
let project: Project

beforeAll(async () => {
  const files = (await readdir(folder)).sort()
  for (const file of files) mistakes.push(...readMistakes(await readFile(join(folder, file), 'utf8')))
  project = await createProject()
  await project.copy(...(await handWrittenModels()), 'bad-models.ts')
  await project.write({ 'misuse.ts': `${preamble}${mistakes.map(({ code }) => `;${code}\n`).join('')}` })
})
afterAll(() => project.remove())

test('there are many mistakes, each with its error', () => {
  expect(mistakes.length).toBeGreaterThan(130)
  expect(
    mistakes.filter(
      ({ code, errors, says }) => !code || errors.some((error) => !(error > 1_000)) || says.length < 12,
    ),
  ).toEqual([])
})

test.each(compilers)('every mistake gives its error and no other, by %s', async (compiler) => {
  const { diagnostics } = await compile(compiler, project.folder)
  const elsewhere = diagnostics.filter(({ file, line }) => !file.endsWith('misuse.ts') || line < start)
  expect(elsewhere).toEqual([])
  const wrong = mistakes.flatMap((mistake, index) => {
    const given = diagnostics.filter(({ line }) => line === start + index)
    return isRight(mistake, given) ? [] : [{ ...mistake, given: shown(given) }]
  })
  expect(wrong).toEqual([])
})
