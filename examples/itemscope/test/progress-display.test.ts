import { describe, expect, it } from 'vitest'
import { progressDisplay } from '../src/import/progress-display.ts'

const progress = (part: number, inserted = 0) => ({ inserted, updated: 0, unchanged: 0, bad: 0, part })

function screen(isTTY: boolean, now?: () => number) {
  let written = ''
  const output = { isTTY, columns: 80, write: (text: string) => (written += text) }
  return { display: progressDisplay(output, now), written: () => written }
}

describe('progress', () => {
  it('is a bar on a terminal, with other lines above it', () => {
    const { display, written } = screen(true)
    display.show(progress(0.5, 1500))
    display.print('line 3: wrong')
    display.end()
    const bar = /\[█+░+\] 50 % {2}1,500 inserted, 0 updated, 0 unchanged, 0 bad/
    const [first = '', above = '', last = ''] = written().split('\u001b[2K').slice(1)
    expect(first).toMatch(bar)
    expect(above).toMatch(/^line 3: wrong\n/)
    expect(above).toMatch(bar)
    expect(last).toBe('')
  })

  it('fits a narrow terminal', () => {
    const { display, written } = screen(true)
    display.show(progress(1, 1_000_000))
    expect(written().replace('\r\u001b[2K', '').length).toBeLessThanOrEqual(80)
  })

  it('is a line a second elsewhere, and one at the end', () => {
    let time = 0
    const { display, written } = screen(false, () => time)
    for (time = 0; time < 3000; time += 100) display.show(progress(time / 3000))
    display.show(progress(1))
    display.show(progress(1))
    expect(
      written()
        .match(/^ *(\d+) %/gm)
        ?.map((line) => line.trim()),
    ).toEqual(['0 %', '33 %', '66 %', '100 %'])
  })
})
