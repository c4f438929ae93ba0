import { describe, expect, it } from 'vitest'
import { html } from '../src/html/html.ts'

describe('templates', () => {
  it('escape text in content and in attributes', () => {
    const evil = `"><script>alert('&')</script>`
    const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;'
    expect(String(html`<p title="${evil}">${evil}</p>`)).toBe(`<p title="${escaped}">${escaped}</p>`)
  })

  it('keep markup, join lists, and leave out what is not there', () => {
    const items = ['a', 'b<'].map((item) => html`<li>${item}</li>`)
    expect(String(html`<ul>${items}</ul>${null}${undefined}${false}${0}`)).toBe(
      '<ul><li>a</li><li>b&lt;</li></ul>0',
    )
  })
})
