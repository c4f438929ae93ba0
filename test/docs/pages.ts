import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/child.mjs'

/** A page of the documentation. */
export interface Page {
  /** Its path in the repository. */
  readonly path: string
  readonly text: string
}

const inDocs = () =>
  readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`)

/** Every page: those at the top, and all of docs/. */
export const pages = (): Page[] =>
  ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inDocs().sort()].map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }))
