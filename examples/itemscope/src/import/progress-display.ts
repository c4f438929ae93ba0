import type { Progress } from './progress.ts'

/** Where progress is shown: a terminal, or a file or pipe that keeps every line. */
export interface Output {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Shows how far an import is: a bar that is redrawn on a terminal, else a line now and then. */
export interface ProgressDisplay {
  show(progress: Progress): void
  /** Prints a line of its own, above the bar. */
  print(line: string): void
  /** Removes the bar. */
  end(): void
}

/** How often a line is printed where there is no terminal, in milliseconds. */
const interval = 1000

/** A display that fits the output. */
export function progressDisplay(output: Output, now: () => number = Date.now): ProgressDisplay {
  return output.isTTY ? bar(output) : lines(output, now)
}

function bar(output: Output): ProgressDisplay {
  const erase = '\r\u001b[2K'
  let drawn = ''
  const draw = (text: string): void => {
    drawn = text
    output.write(erase + text)
  }
  return {
    show: (progress) => draw(barText(progress, output.columns ?? 80)),
    print: (line) => void output.write(`${erase}${line}\n${drawn}`),
    end: () => draw(''),
  }
}

function barText(progress: Progress, columns: number): string {
  const words = ` ${percent(progress)}  ${summary(progress)}`
  const width = Math.max(0, Math.min(30, columns - words.length - 3))
  const full = Math.round(progress.part * width)
  return `[${'█'.repeat(full)}${'░'.repeat(width - full)}]${words}`
}

function lines(output: Output, now: () => number): ProgressDisplay {
  let last = Number.NEGATIVE_INFINITY
  let printed = ''
  const print = (line: string): void => void output.write(`${line}\n`)
  return {
    show: (progress) => {
      const line = `${percent(progress).padStart(5)}  ${summary(progress)}`
      if (line === printed || (progress.part < 1 && now() - last < interval)) return
      last = now()
      printed = line
      print(line)
    },
    print,
    end: () => {},
  }
}

/** The counts of an import in words. */
export function summary({ inserted, updated, unchanged, bad }: Progress): string {
  return `${format(inserted)} inserted, ${format(updated)} updated, ${format(unchanged)} unchanged, ${format(bad)} bad`
}

const percent = ({ part }: Progress): string => `${Math.floor(part * 100)} %`
const format = (count: number): string => count.toLocaleString('en')
