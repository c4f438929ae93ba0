import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile, compilers } from './compiler.ts'
import type { Project } from './project.ts'
import { createProject, handWrittenModels } from './project.ts'

let project: Project

beforeAll(async () => {
  project = await createProject()
  await project.copy(...(await handWrittenModels()), 'inference.ts', 'definitions.ts')
})
afterAll(() => project.remove())

test.each(compilers)('everything is inferred from the definitions, by %s', async (compiler) => {
  const { diagnostics, files } = await compile(compiler, project.folder)
  expect(diagnostics).toEqual([])
  expect(files).toEqual(expect.arrayContaining([expect.stringMatching(/inference\.ts$/)]))
  expect(files.length).toBeGreaterThan(7)
})

test('a wrong inference is noticed', async () => {
  const wrong = await createProject()
  await wrong.copy('harness.ts')
  await wrong.write({
    'wrong.ts': "import { same } from './harness.ts'\nsame<string, string | null>(true)\n",
  })
  const { diagnostics } = await compile('typescript', wrong.folder)
  await wrong.remove()
  expect(diagnostics.map(({ code }) => code)).toEqual([2345])
})
