import { describe, expect, test } from 'vitest'
import { createPrometheus } from '../model/prometheus.ts'
import { memory } from '../stores/memory/index.ts'
import { cast } from '../support/cast.ts'
import { field } from './factories.ts'

const { connect, defineMixin, defineModel } = createPrometheus()

type Loose = (options: object) => object

const define = (title: object) => () =>
  defineModel({ name: 'Post', schema: { id: field.id(), ...cast<{}>({ title }, 'it may be wrong') } })

describe('an index for $search', () => {
  test('is one of every kind of text, and of no other', () => {
    const texts = ['string', 'text', 'email', 'url', 'phone', 'color', 'ip'] as const
    for (const kind of texts) expect(define(field[kind]({ search: true }))).not.toThrow()
    expect(define(field.enum(['a'], { search: true }))).not.toThrow()
    for (const kind of ['id', 'integer', 'json', 'password', 'bytes', 'file'] as const) {
      const made = cast<Loose>(field[kind], 'no kind of text')({ search: true })
      expect(define(made)).toThrow(`Post: there is no option 'search' of title, a field of kind ${kind}`)
    }
  })

  test('is refused where there is nothing to search in', () => {
    const wrong = cast<true>('yes', 'it is wrong')
    expect(define(field.string({ search: wrong }))).toThrow(/Post\.title needs true or false for search/)
    expect(define(field.string({ search: true, virtual: true }))).toThrow(/Post\.title is not stored/)
    expect(define(field.string({ search: true, computed: () => 'a' }))).toThrow(/Post\.title is not stored/)
    const element = field.array(field.string({ search: true }))
    expect(define(element)).toThrow(/Post\.title has a search in its element/)
  })

  test('comes with fields of mixins, and is what stores see', async () => {
    const titled = defineMixin({ schema: { title: field.string({ search: true }), note: field.text() } })
    const Post = defineModel({ name: 'Post', schema: { id: field.id() }, mixins: [titled] })
    const seen: unknown[] = []
    const store = memory()
    const open = store.open.bind(store)
    store.open = (models) => {
      for (const { fields } of models) seen.push(...fields.map(({ name, search }) => [name, search]))
      return open(models)
    }
    await connect({ models: { Post }, store })
    expect(seen).toEqual(
      expect.arrayContaining([
        ['title', true],
        ['note', undefined],
      ]),
    )
  })
})
