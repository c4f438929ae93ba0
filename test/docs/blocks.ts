/** A fenced block of a Markdown page. */
export interface Block {
  readonly language: string
  /** The number of its first line in the page, from 0. */
  readonly line: number
  readonly lines: readonly string[]
}

const FENCE = /^(\s*)(```+|~~~+)\s*(\S*)/

/** The fenced blocks of a page, in their order. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let i = 0; i < lines.length; i++) {
    const [, indent = '', fence, language = ''] = FENCE.exec(lines[i] ?? '') ?? []
    if (fence === undefined) continue
    const end = lines.findIndex((line, at) => at > i && line.trim() === fence)
    if (end === -1) throw new Error(`the block that begins on line ${i + 1} has no end`)
    const own = lines.slice(i + 1, end).map((line) => line.replace(indent, ''))
    blocks.push({ language, line: i + 1, lines: own })
    i = end
  }
  return blocks
}

/** Languages of blocks that are shown and not run. */
const SHOWN = new Set(['sh', 'sql', 'text', 'json'])

/**
 * The TypeScript blocks of a page as one program; each line stands where it stands in the page, so that what a
 * compiler says of the program is true of the page. Undefined where the page has none.
 */
export function programOf(markdown: string): string | undefined {
  const blocks = blocksOf(markdown)
  const stray = blocks.find(({ language }) => language !== 'ts' && !SHOWN.has(language))
  if (stray)
    throw new Error(`the block on line ${stray.line} is neither ts nor one of ${[...SHOWN].join(', ')}`)
  const program = blocks.filter(({ language }) => language === 'ts')
  if (program.length === 0) return undefined
  const lines: string[] = markdown.split('\n').map(() => '')
  for (const block of program) lines.splice(block.line, block.lines.length, ...block.lines)
  return lines.join('\n')
}
