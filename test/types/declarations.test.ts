import { execFile } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile, compilers, root } from './compiler.ts'
import { generateApplication } from './generate-application.ts'
import type { Project } from './project.ts'
import { createProject, handWrittenModels } from './project.ts'

/** The entry points as an application has them: by the package's name, and nothing but what it exports. */
const packageHarness = `
import type { Store } from 'prometheus-odm'
export { createPrometheus, everything, field, hasMany, hasOne, manyToMany, now, ref, typeOf } from 'prometheus-odm'
export declare const store: Store
`
/** Installs the package into a project, as its declarations alone. */
async function installDeclarations({ folder, write }: Project): Promise<void> {
  const home = join(folder, 'node_modules/prometheus-odm')
  await write({ 'node_modules/prometheus-odm/package.json': '' })
  await copyFile(join(root, 'package.json'), join(home, 'package.json'))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const config = ['-p', join(root, 'tsconfig.build.json')]
  const emit = ['--emitDeclarationOnly', '--outDir', join(home, 'dist')]
  await promisify(execFile)(process.execPath, [tsc, ...config, ...emit])
}

/** Makes an application with hand-written models, some exported results and many generated models. */
async function createApplication(models: number): Promise<Project> {
  const emit = { declaration: true, emitDeclarationOnly: true, noEmit: false, rootDir: '.', outDir: 'out' }
  const project = await createProject(emit)
  await installDeclarations(project)
  await project.copy(...(await handWrittenModels()), 'exported.ts')
  await project.write({ ...generateApplication({ models, queries: 0 }), 'harness.ts': packageHarness })
  return project
}

const sizes = { 'typescript-5.9': 50, 'typescript-6.0': 50, typescript: 200 }

describe.each(compilers)('declarations of an application, by %s', (compiler) => {
  const models = sizes[compiler]
  let project: Project

  beforeAll(async () => {
    project = await createApplication(models)
  })
  afterAll(() => project.remove())

  test('name nothing that the package does not export', async () => {
    const { diagnostics, files } = await compile(compiler, project.folder)
    expect(diagnostics).toEqual([])
    expect(files.length).toBeGreaterThan(models)
  })

  test('say what was inferred, by the names of its models', async () => {
    expect(await project.read('out/models/user.d.ts')).toContain('greet(): string')
    const exported = await project.read('out/exported.d.ts')
    expect(exported).toContain('export declare const users: () => Promise<User[]>;')
    expect(exported).toContain('comments: import("./models/others.ts").Comment[];')
    expect(exported).toContain('price: string | null;')
  })

  test('take less than 100 bytes a model for the database', async () => {
    const { length } = await project.read('out/db.d.ts')
    expect(length).toBeGreaterThan(models * 20)
    expect(length).toBeLessThan(models * 100)
  })

  test('leave nothing out, and give nothing up', async () => {
    const files = Array.from({ length: models }, (_, index) => `out/model-${index}.d.ts`)
    for (const name of ['out/exported.d.ts', 'out/models/post.d.ts', ...files]) {
      const declaration = await project.read(name)
      expect(declaration).toContain('export declare')
      expect(declaration, name).not.toMatch(/elided|\bany\b/)
    }
  })
})
