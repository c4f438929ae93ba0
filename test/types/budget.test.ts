import { describe, expect, test } from 'vitest'
import type { Compilation, Compiler } from './compiler.ts'
import { compile } from './compiler.ts'
import type { ApplicationOptions } from './generate-application.ts'
import { generateApplication } from './generate-application.ts'
import { createProject } from './project.ts'

async function measure(compiler: Compiler, options: ApplicationOptions): Promise<Compilation> {
  const project = await createProject()
  await project.copy('harness.ts')
  await project.write(generateApplication(options))
  const compilation = await compile(compiler, project.folder)
  await project.remove()
  const { models, queries, form = 'class' } = options
  const { instantiations, checkTime } = compilation
  console.log(
    `${compiler}: ${models} models (${form}), ${models * queries} queries: ${instantiations} instantiations, ${checkTime} s`,
  )
  expect(compilation.diagnostics).toEqual([])
  expect(compilation.files).toHaveLength(3 + models * (queries > 0 ? 2 : 1))
  return compilation
}

/** Instantiations of an application: they are counted, so that they are the same on every machine. */
const count = async (options: ApplicationOptions): Promise<number> =>
  (await measure('typescript', options)).instantiations

describe('type instantiations stay in their budget', () => {
  test('4,800 a model, 1,100 a query, 720,000 for 50 models with 500 queries, in proportion for 200', async () => {
    const one = await count({ models: 1, queries: 0 })
    const bare = await count({ models: 50, queries: 0 })
    const fifty = await count({ models: 50, queries: 10 })
    expect((bare - one) / 49).toBeLessThanOrEqual(4_800)
    expect((fifty - bare) / 500).toBeLessThanOrEqual(1_100)
    expect(fifty).toBeLessThanOrEqual(720_000)
    expect(await count({ models: 200, queries: 10 })).toBeLessThanOrEqual(4.2 * fifty)
  })

  test('720,000 for 50 models as constants', async () => {
    expect(await count({ models: 50, queries: 10, form: 'const' })).toBeLessThanOrEqual(720_000)
  })

  test.each<Compiler>(['typescript-5.9', 'typescript-6.0'])('by %s too', async (compiler) => {
    const { instantiations } = await measure(compiler, { models: 50, queries: 10 })
    expect(instantiations).toBeLessThanOrEqual(720_000)
  })

  test('100 models compile by the oldest compiler', async () => {
    const { instantiations } = await measure('typescript-5.9', { models: 100, queries: 10 })
    expect(instantiations).toBeLessThanOrEqual(2.1 * 720_000)
  })
})
