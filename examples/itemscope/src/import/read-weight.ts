import type { WeightUnit } from '../product/product-facts.ts'
import { weightUnits } from '../product/product-facts.ts'

/** A weight with its unit, or neither. */
export type Weight =
  | { readonly weight: string; readonly unit: WeightUnit }
  | { readonly weight: null; readonly unit: null }

/** Units as people write them on packages. */
const spellings: Readonly<Record<string, WeightUnit>> = {
  mg: 'mg',
  g: 'g',
  gr: 'g',
  grs: 'g',
  gm: 'g',
  gram: 'g',
  grams: 'g',
  kg: 'kg',
  lb: 'lb',
  lbs: 'lb',
}

const weightPattern = /^([0-9]{1,6})(?:\.([0-9]{1,3}))? ?([a-z]+)\.?$/i

/**
 * The weight that a size states, where it states nothing else: '454g' and '2.5 kg' do, '6 x 33 cl' does not. 'oz' is
 * left alone, as many write it for fluid ounces.
 */
export function weightOfSize(size: string | null): Weight {
  const [, whole, fraction, word = ''] = weightPattern.exec(size ?? '') ?? []
  const unit = Object.hasOwn(spellings, word.toLowerCase()) ? spellings[word.toLowerCase()] : undefined
  if (whole === undefined || unit === undefined) return { weight: null, unit: null }
  return { weight: fraction === undefined ? whole : `${whole}.${fraction}`, unit }
}

/** The weight that two cells state, or that the size does where the first is empty. */
export function readWeight(
  weight: string,
  unit: string,
  size: string | null,
): Weight | { readonly problem: string } {
  if (weight === '') return weightOfSize(size)
  const known = weightUnits.find((name) => name === unit.toLowerCase())
  if (known === undefined) return { problem: `Unit has to be one of ${weightUnits.join(', ')}` }
  return { weight, unit: known }
}
