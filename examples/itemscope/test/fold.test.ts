import { describe, expect, it } from 'vitest'
import { fold, searchWords } from '../src/product/fold.ts'

describe('folding', () => {
  it.each([
    ['Kellogg’s Crème brûlée', 'kelloggs creme brulee'],
    ['Żelki Malinki', 'zelki malinki'],
    ['Meßmer', 'messmer'],
    ['ŁÓDŹ Smørrebrød', 'lodz smorrebrod'],
    ['Ovocný čaj broskev & mango', 'ovocny caj broskev mango'],
    ['İstanbul', 'istanbul'],
    ['½ kg  ﬁne', '1 2 kg fine'],
    ['Coca-Cola', 'coca cola'],
    ['日本のお茶', '日本のお茶'],
    ['!?', ''],
  ])('turns %s into %s', (text, folded) => {
    expect(fold(text)).toBe(folded)
    expect(fold(folded)).toBe(folded)
  })

  it('finds each word of a search once, and at most twelve', () => {
    expect(searchWords(' Thé  thé VERT ')).toEqual(['the', 'vert'])
    expect(searchWords('a b c d e f g h i j k l m n')).toHaveLength(12)
  })
})
