import { describe, expect, it } from 'vitest'
import { brandPath, slugOf } from '../src/catalogue/slug.ts'

describe('the slug of a name', () => {
  it.each([
    ['Arm & Hammer', 'arm-hammer'],
    ['L’Occitane', 'loccitane'],
    ['Bacardí', 'bacardi'],
    ['Mondelēz International', 'mondelez-international'],
    ['P.A.N.', 'p-a-n'],
    ['3M', '3m'],
    ['資生堂', '資生堂'],
    ['한국', '한국'],
    ['Молоко', 'молоко'],
  ])('of %s is %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug)
    expect(slugOf(slug)).toBe(slug)
  })

  it('without letters and digits is a short hash, another for each', () => {
    const slugs = ['★', '★ !', '🧴'.repeat(100), '🧴'.repeat(99)].map(slugOf)
    for (const slug of slugs) expect(slug).toMatch(/^[0-9a-f]{16}$/)
    expect(new Set(slugs).size).toBe(4)
  })

  it('stands in an address as such', () => {
    expect(brandPath({ slug: '資生堂' })).toBe(`/brands/${encodeURIComponent('資生堂')}`)
  })
})
