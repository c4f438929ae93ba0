import { isPrometheusError, PrometheusError } from '../errors/error.ts'
import { createMixin } from '../model/mixin.ts'
import type { Mixin } from '../model/types/mixin-type.ts'
import { field } from '../schema/factories.ts'
import type { Field } from '../schema/field.ts'
import { cast } from '../support/cast.ts'

/** How slugs are made. */
export interface SluggedOptions {
  /** The attribute of which a slug is made. */
  readonly from: string
  /** Attributes among whose equal values a slug is the only one; among all records by default. */
  readonly within?: readonly string[]
}

const MAX_LENGTH = 100

/** Accents of the scripts in which a letter without its accent is the same letter to most readers. */
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu
/** Letters that are small or have no case, digits, and the marks behind them. */
const WORD = '(?:[\\p{Ll}\\p{Lm}\\p{Lo}\\p{N}]\\p{M}*)+'
const WORDS = new RegExp(WORD, 'gu')
/** What a slug is. */
export const slugPattern = new RegExp(`^${WORD}(?:-${WORD})*$`, 'u')

/** The text as a part of an address: small letters and digits of any script, joined by hyphens; accents fall away. */
export function slugOf(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .match(WORDS)
  const slug = [...(words ?? []).join('-')].slice(0, MAX_LENGTH).join('')
  return slug.replace(/-$/, '') || 'untitled'
}

interface SluggedRecord {
  readonly isNew: boolean
  readonly changed: readonly string[]
  get(name: string): unknown
  set(values: object): void
}

interface SluggedModel {
  find(args: object): Promise<readonly { readonly slug: string }[]>
}

const MOST_AT_ONCE = 500

const numbered = (slug: string, number: number): string => (number === 1 ? slug : `${slug}-${number}`)

/** The first of `name`, `name-2`, `name-3` … that is free: the name is asked for alone, then more and more at once. */
async function freeSlug(record: SluggedRecord, { from, within = [] }: SluggedOptions): Promise<string> {
  const slug = slugOf(String(record.get(from) ?? ''))
  const Model = cast<SluggedModel>(record.constructor, 'the model of a record is its class')
  const same = Object.fromEntries(within.map((name) => [name, record.get(name)]))
  for (let number = 1, count = 1; ; number += count, count = Math.min(count * 8, MOST_AT_ONCE)) {
    const candidates = Array.from({ length: count }, (_, i) => numbered(slug, number + i))
    const where = { ...same, slug: { $in: candidates } }
    const found = await Model.find({ where, select: { slug: true } })
    const taken = new Set(found.map((other) => other.slug))
    const free = candidates.find((candidate) => !taken.has(candidate))
    if (free !== undefined) return free
  }
}

/** Whether another record took the slug that was chosen, between the look for a free one and the write. */
function wasTaken(record: unknown, error: unknown): boolean {
  const { isNew, changed } = cast<SluggedRecord>(record, 'the model has the mixin')
  if (!isNew || changed.includes('slug') || !isPrometheusError(error)) return false
  return error.code === 'UNIQUE_VIOLATION' && error.details.fields?.includes('slug') === true
}

/** What `slugged()` adds. */
interface SluggedSchema {
  slug: Field<'string', string, string, 'required' | 'default'>
}

/**
 * Adds `slug`, a unique part of an address that is made of another attribute when a record is created without one; it
 * stays when that attribute changes, so that addresses do. A taken slug gets a number: `apple`, `apple-2`.
 * @example
 * defineModel({ name: 'Brand', schema: { id: field.id(), name: field.string() }, mixins: [slugged({ from: 'name' })] })
 */
export function slugged(options: SluggedOptions): Mixin<SluggedSchema, {}, {}, never> {
  if (typeof options?.from !== 'string')
    throw new PrometheusError(
      'INVALID_MODEL',
      "slugged() takes the attribute of its slugs: { from: 'name' }.",
    )
  return cast(
    createMixin({
      requires: [options.from, ...(options.within ?? [])],
      schema: {
        slug: cast(
          field.string({
            required: true,
            default: (given: Readonly<Record<string, unknown>>) => slugOf(String(given[options.from] ?? '')),
            unique: options.within === undefined ? true : { within: options.within },
            pattern: slugPattern,
          }),
          'definitions are what factories give',
        ),
      },
      triesAgain: wasTaken,
      hooks: {
        async beforeSave() {
          const record = cast<SluggedRecord>(this, 'hooks run on records')
          if (record.isNew && !record.changed.includes('slug'))
            record.set({ slug: await freeSlug(record, options) })
        },
      },
    }),
    'the mixin has this schema',
  )
}
