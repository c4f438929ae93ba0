import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile, compilers, root } from './compiler.ts'
import type { Project } from './project.ts'
import { createProject } from './project.ts'

let project: Project

beforeAll(async () => {
  // The types of the shipped mixins follow from their code, which needs those of Node.
  project = await createProject({ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] })
  await project.copy('harness.ts', 'mixins.ts')
})
afterAll(() => project.remove())

test.each(compilers)('models have what their mixins add, by %s', async (compiler) => {
  const { diagnostics, files } = await compile(compiler, project.folder)
  expect(diagnostics).toEqual([])
  expect(files).toEqual(expect.arrayContaining([expect.stringMatching(/mixins\.ts$/)]))
})
