import { checkName } from '../../schema/reserved.ts'

const words = (name: string): string[] => name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')

const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function isFree(kind: 'attribute' | 'model', name: string): boolean {
  try {
    checkName(kind, name, 'pull')
    return true
  } catch {
    return false
  }
}

/** A name that can be used and is not taken; taken names are told apart by a number. */
function free(kind: 'attribute' | 'model', wanted: string, taken: ReadonlySet<string>): string {
  const plain = wanted.replaceAll(/[^A-Za-z0-9_]/g, '')
  const fallback = kind === 'model' ? 'Model' : 'field'
  const base = isFree(kind, plain) ? plain : `${fallback}${upper(plain)}`
  const isRight = (name: string) => isFree(kind, name) && !taken.has(name)
  if (isRight(base)) return base
  for (let i = 2; ; i++) if (isRight(`${base}${i}`)) return `${base}${i}`
}

/** `blog_posts` → `BlogPosts`. */
export const modelName = (table: string, taken: ReadonlySet<string>): string =>
  free('model', words(table).map(upper).join(''), taken)

/** `created_at` → `createdAt`. */
export function attributeName(column: string, taken: ReadonlySet<string>): string {
  const [first = '', ...rest] = words(column)
  const start =
    first === first.toUpperCase() ? first.toLowerCase() : first.charAt(0).toLowerCase() + first.slice(1)
  return free('attribute', [start, ...rest.map(upper)].join(''), taken)
}
