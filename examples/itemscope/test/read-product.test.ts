import { describe, expect, it } from 'vitest'
import { readHeader } from '../src/csv/header.ts'
import { headerProblem, readProduct } from '../src/import/read-product.ts'
import { weightOfSize } from '../src/import/read-weight.ts'

/** Reads one row, given as cells by column. */
function read(row: Record<string, string>, needsGtin = true) {
  return readProduct(readHeader(Object.keys(row)), Object.values(row), needsGtin)
}

const good = { 'GTIN-14': '00009800895007', Name: 'Nutella' }

describe('reading a row', () => {
  it('takes names as they are meant', () => {
    const row = read({ ...good, Name: '  Cre\u0301me \n\u0000 brûlée ', 'Brand Name': ' ', Size: '400g' })
    expect(row).toMatchObject({
      facts: { name: 'Créme brûlée', brand: null, size: '400g', weight: '400', unit: 'g' },
    })
  })

  it('knows columns by other names, capitals and order', () => {
    const row = read({ brand: 'Ferrero', NAME: 'Nutella', ' gtin ': '0009800895007' })
    expect(row).toMatchObject({ facts: { gtin: '00009800895007', brand: 'Ferrero' } })
  })

  it('takes the title of a book as its name, and an ISBN as the sign of a book', () => {
    const row = read({
      'GTIN-14': '09780262134729',
      Name: 'The Laws of Simplicity',
      Author: 'John Maeda',
      Pages: '100',
    })
    expect(row).toMatchObject({
      facts: { category: ['Books'], attributes: { author: 'John Maeda', pages: 100 } },
    })
  })

  it('takes the first picture of several', () => {
    expect(read({ ...good, Images: 'https://a.example/1.jpg, https://a.example/2.jpg' })).toMatchObject({
      facts: { image: 'https://a.example/1.jpg' },
    })
  })

  it.each([
    [{ ...good, Name: ' ' }, 'the name is missing'],
    [{ ...good, Name: '', 'Brand Name': 'Ferrero', Size: '13 oz' }, 'the name is missing'],
    [{ ...good, 'GTIN-14': '' }, 'the GTIN is missing'],
    [
      { ...good, 'GTIN-14': '00009800895008' },
      'the check digit of 00009800895008 is wrong: the last digit would have to be 7',
    ],
    [{ ...good, Pages: 'many' }, 'Pages has to be a number, and is “many”'],
    [{ ...good, 'Fat (g)': '1e999' }, 'Fat (g) has to be a number, and is “1e999”'],
    [{ ...good, Weight: '5', Unit: 'stone' }, 'Unit has to be one of mg, g, kg, oz, lb'],
  ])('refuses %j', (row, problem) => {
    expect(read(row)).toEqual({ problem })
  })

  it('does without a GTIN only where it is told to', () => {
    expect(read({ Name: 'The Bra Dryer', GTIN: '' }, false)).toMatchObject({ facts: { gtin: null } })
  })

  it('says what a header lacks', () => {
    expect(headerProblem(readHeader(['Name']))).toBe('it has no column GTIN-14 (or GTIN)')
    expect(headerProblem(readHeader(['gtin']))).toBe('it has no column Name')
    expect(headerProblem(readHeader(['Name', 'gtin-14']))).toBeNull()
  })

  it.each([
    ['454g', '454', 'g'],
    ['2.5 Kg', '2.5', 'kg'],
    ['340 gr.', '340', 'g'],
    ['1 lb', '1', 'lb'],
    ['12 oz', null, null],
    ['6 x 100 g', null, null],
    ['1,000 g', null, null],
    ['12oz (340g)', null, null],
    ['', null, null],
    ['5 constructor', null, null],
  ])('finds in the size %s the weight %s %s', (size, weight, unit) => {
    expect(weightOfSize(size)).toEqual({ weight, unit })
  })
})
