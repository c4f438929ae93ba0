import { describe, expect, it } from 'vitest'
import { negotiate, prefersJson } from '../src/http/negotiate.ts'

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'

describe('choosing a format by Accept', () => {
  it.each([
    [undefined, 'html'],
    ['*/*', 'html'],
    [browser, 'html'],
    ['text/*', 'html'],
    ['application/ld+json', 'jsonld'],
    ['application/*', 'jsonld'],
    ['APPLICATION/LD+JSON', 'jsonld'],
    ['application/json', 'json'],
    ['application/ld+json;q=0.9, text/html;q=0.8', 'jsonld'],
    ['application/ld+json;q=0.8, text/html;q=0.9', 'html'],
    ['text/html;q=0, */*', 'jsonld'],
    ['text/turtle, application/ld+json;q=0.5', 'jsonld'],
    ['application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', 'jsonld'],
    ['application/ld+json; profile="a,b;q=0"; q=0.4, text/html;q=0.2', 'jsonld'],
    ['text/html;level=1;q=0.3, application/ld+json;q=0.2', 'html'],
    ['text/turtle', null],
    ['image/png, text/turtle;q=0.5', null],
    ['text/html;q=0', null],
  ])('%s gives %s', (accept, format) => {
    expect(negotiate(accept)).toBe(format)
  })

  it('shows errors as pages, and as problem documents to programs', () => {
    expect(prefersJson(browser)).toBe(false)
    expect(prefersJson(undefined)).toBe(false)
    expect(prefersJson('application/ld+json')).toBe(true)
    expect(prefersJson('application/problem+json')).toBe(true)
    expect(prefersJson('text/turtle')).toBe(false)
  })
})
