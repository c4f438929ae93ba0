import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { definitionOf } from '../model/define-model.ts'
import { isPlainObject } from '../support/plain-object.ts'
import { Problem } from './problem.ts'

const TYPESCRIPT = ['.ts', '.mts', '.cts', '.tsx']

/** Lets TypeScript files be loaded, by the tsx of the application. */
async function registerTypeScript(file: string): Promise<void> {
  try {
    // Its form for `import`: `resolve` alone would give that for `require`, which cannot register modules.
    const manifest = createRequire(join(process.cwd(), 'package.json')).resolve('tsx/package.json')
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8'))
    const api = join(dirname(manifest), exports['./esm/api'].import.default)
    const { register } = await import(pathToFileURL(api).href)
    register()
  } catch (error) {
    throw new Problem(
      `${file} is TypeScript: install tsx (npm install --save-dev tsx), or name a JavaScript file.`,
      {
        cause: error,
      },
    )
  }
}

/** What a module exports, be it JavaScript or TypeScript. */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file)
  if (!existsSync(path)) throw new Problem(`There is no file ${file}.`)
  if (TYPESCRIPT.includes(extname(path))) await registerTypeScript(file)
  try {
    return await import(pathToFileURL(path).href)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    const why = /require\(\) ES Module/.test(said)
      ? 'it is read as CommonJS; write "type": "module" in package.json, or call it .mts.'
      : said
    throw new Problem(`${file} cannot be loaded: ${why}`, { cause: error })
  }
}

/** The models in what a module exports: as they are, in lists, and in objects such as `models`. */
function modelsIn(value: unknown, depth = 0): unknown[] {
  if (definitionOf(value) !== undefined) return [value]
  if (depth === 2) return []
  if (Array.isArray(value)) return value.flatMap((item) => modelsIn(item, depth + 1))
  return isPlainObject(value) ? Object.values(value).flatMap((item) => modelsIn(item, depth + 1)) : []
}

/** The models that a file exports. */
export async function loadModels(file: string): Promise<readonly unknown[]> {
  const exported = await loadModule(file)
  const models = [...new Set(Object.values(exported).flatMap((value) => modelsIn(value)))]
  if (models.length > 0) return models
  const names = Object.keys(exported).join(', ') || 'nothing'
  throw new Problem(`${file} exports no model of defineModel; it exports ${names}.`)
}
