import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/child.mjs'
import { blocksOf } from './blocks.ts'
import type { Page } from './pages.ts'
import { pages } from './pages.ts'

interface Link {
  readonly from: Page
  readonly path: string
  readonly anchor: string | undefined
}

/** A page without its code, whose brackets are no links. */
function prose({ text }: Page): string {
  const lines = text.split('\n')
  for (const block of blocksOf(text)) lines.fill('', block.line, block.line + block.lines.length)
  return lines.join('\n').replace(/`[^`\n]*`/g, 'code')
}

const linksOf = (page: Page): Link[] =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      return { from: page, path: path === '' ? page.path : join(dirname(page.path), path), anchor }
    })

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[`*]/g, '')
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

const anchorsOf = (page: Page): string[] =>
  [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slug(heading))

const all = pages()
const links = all.flatMap(linksOf)
const byPath = new Map(all.map((page) => [page.path, page]))

function isBroken({ path, anchor }: Link): boolean {
  if (!existsSync(join(root, path))) return true
  const target = byPath.get(path)
  return anchor !== undefined && !(target && anchorsOf(target).includes(anchor))
}

const told = ({ from, path, anchor }: Link) =>
  `${from.path}: ${path}${anchor === undefined ? '' : `#${anchor}`}`

test('every link inside the documentation leads somewhere', () => {
  expect(links.length).toBeGreaterThan(30)
  expect(links.filter(isBroken).map(told)).toEqual([])
})

test('every page can be reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const path of reached) {
    const page = byPath.get(path)
    for (const link of page ? linksOf(page) : []) reached.add(link.path)
  }
  expect(all.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([])
})

test('finds a link that leads nowhere', () => {
  const page = {
    path: 'docs/guide/a.md',
    text: '# A b\n[x](b.md) [y](#a-b) [z](#c) [w](../../README.md) `[v](u)`',
  }
  byPath.set(page.path, page)
  expect(
    linksOf(page)
      .filter((link) => link.path !== page.path && isBroken(link))
      .map(told),
  ).toEqual(['docs/guide/a.md: docs/guide/b.md'])
  expect(anchorsOf(page)).toEqual(['a-b'])
})

test('no page has the marks of a merge that nobody ended', () => {
  const marked = all.filter(({ text }) => /^(<{7}|={7}$|>{7}|(> ){7})/m.test(text))
  expect(marked.map(({ path }) => path)).toEqual([])
})
