import type { Result } from './measure.ts'
import type { StoreName } from './peers.ts'
import { BASELINE } from './peers.ts'
import type { Bar, Workload } from './workloads.ts'

/** Everything that one run has found. */
export interface Report {
  readonly store: StoreName
  /** What it ran on: versions, processors, rounds. */
  readonly environment: Readonly<Record<string, string | number>>
  /** Results by workload, then by peer. */
  readonly workloads: Readonly<Record<string, Readonly<Record<string, Result>>>>
}

const OURS = 'prometheus'
const MISSING = '–'

/** Two digits after the point, or one from 10 on. */
const figure = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(1))

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`

function perSecond(result: Result | undefined): string {
  return result === undefined ? MISSING : result.opsPerSecond.toLocaleString('en-US')
}

function row(
  title: string,
  name: string,
  report: Report,
  workloads: readonly Workload[],
  of: 'ratio' | 'cpuRatio',
) {
  const bold = (text: string) => (name === OURS ? `**${text}**` : text)
  const cells = workloads.map((workload) => {
    const result = report.workloads[workload.name]?.[name]
    return bold(result === undefined ? MISSING : figure(result[of]))
  })
  return line([bold(title), ...cells])
}

function barText(bar: Bar | undefined, titles: ReadonlyMap<string, string>): string {
  if (bar === undefined) return MISSING
  const { most, against } = bar
  return against === BASELINE ? figure(most) : `${figure(most)} × ${titles.get(against) ?? against}`
}

function verdict({ name, bar }: Workload, report: Report): string {
  const { most = Number.NaN, peer = OURS, against = BASELINE } = bar[report.store] ?? {}
  const results = report.workloads[name]
  const [ratio, other] = [results?.[peer]?.ratio, results?.[against]?.ratio]
  if (ratio === undefined || other === undefined) return MISSING
  const over = ratio / other / most - 1
  return over <= 0 ? 'within' : `over by ${Math.round(over * 100)} %`
}

/** The tables in Markdown: by the clock with the bar beside it, then by processor time. */
export function toMarkdown(
  report: Report,
  titles: ReadonlyMap<string, string>,
  workloads: readonly Workload[],
) {
  const header = (first: string) => [
    line([first, ...workloads.map(({ title }) => title)]),
    `|---|${workloads.map(() => '--:|').join('')}`,
  ]
  const rows = (of: 'ratio' | 'cpuRatio') =>
    [...titles].map(([name, title]) => row(title, name, report, workloads, of))
  const rates = workloads.map(({ name }) =>
    perSecond(report.workloads[name]?.[titles.keys().next().value ?? '']),
  )
  return [
    ...header('time'),
    ...rows('ratio'),
    ...(titles.has(OURS)
      ? [
          line(['**bar**', ...workloads.map(({ bar }) => `**${barText(bar[report.store], titles)}**`)]),
          line(['Prometheus and the bar', ...workloads.map((workload) => verdict(workload, report))]),
        ]
      : []),
    line(['calls a second, driver', ...rates]),
    '',
    ...header('processor time'),
    ...rows('cpuRatio'),
    '',
    Object.entries(report.environment)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  ].join('\n')
}

/** Puts text between the markers `<!-- name -->` and `<!-- /name -->` of a document. */
export function between(document: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const start = document.indexOf(open)
  const end = document.indexOf(close)
  if (start < 0 || end < start) throw new Error(`the document lacks the markers ${open} and ${close}`)
  return `${document.slice(0, start + open.length)}\n\n${text}\n\n${document.slice(end)}`
}
