/**
 * What stands between words, as ranges of a regular expression with the flag `u`: of ASCII all but letters and digits,
 * and the blocks of punctuation, symbols and emoji. A list of our own, since engines differ in what is a letter.
 */
export const SEPARATORS =
  '\\u0001-/:-@\\u005b-`{-\\u00a9\\u00ab-\\u00b4\\u00b6-\\u00b9\\u00bb-\\u00bf\\u00d7\\u00f7\\u05be\\u060c\\u061b\\u061f\\u06d4\\u0964\\u0965\\u2000-\\u2bff\\u2e00-\\u2e7f\\u3000-\\u3004\\u3008-\\u303f\\ufe10-\\ufe1f\\ufe30-\\ufe6b\\uff01-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\ufff9-\\uffff\\u{1f000}-\\u{1faff}'
/** The blocks beyond ASCII whose letters are folded: Latin, Greek and Cyrillic, in which cases no longer change. */
export const FOLDED = '\\u00b5-\\u052f\\u1e00-\\u1eff'

/** So many characters of a word count: what an index takes as one entry is bounded everywhere. */
export const WORD_LENGTH = 255

const separators = new RegExp(`[${SEPARATORS}]+`, 'u')
const letters = new RegExp(`[A-Z${FOLDED}]`, 'g')

/** By way of the upper case 'ς' is as 'σ'. One character stays one: 'İ' is as 'i', and 'ß' as itself. */
function foldLetter(letter: string): string {
  const lower = letter.toLowerCase().charAt(0)
  const upper = lower.toUpperCase()
  return upper.length > 1 ? lower : upper.toLowerCase()
}

/** A text in the case in which words are compared. */
export const foldWords = (text: string): string => text.replace(letters, foldLetter)

const start = (word: string): string =>
  word.length > WORD_LENGTH ? [...word].slice(0, WORD_LENGTH).join('') : word

/** The words of a text, folded: what `$search` looks for and in. */
export const wordsOf = (text: string): string[] =>
  foldWords(text)
    .split(separators)
    .filter((word) => word !== '')
    .map(start)

/** Whether all words of a search are among those of a text. */
export function hasWords(text: string, search: string): boolean {
  const words = new Set(wordsOf(text))
  return wordsOf(search).every((word) => words.has(word))
}
