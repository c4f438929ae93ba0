/** Letters that Unicode does not take apart into a plain letter and a mark. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
}

/**
 * Folds text for search: lower case, without diacritics and apostrophes, and with one space for everything that is
 * neither a letter nor a digit. “Kellogg’s Crème brûlée” becomes “kelloggs creme brulee”.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’‘ʼ`´]+/gu, '')
    .replace(/[ßæœøđðþłħıŋ]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The words that a search looks for: folded, each once, at most twelve. */
export function searchWords(query: string): string[] {
  const words = fold(query.slice(0, 200)).split(' ').filter(Boolean)
  return [...new Set(words)].slice(0, 12)
}
