import { PrometheusError } from '../errors/error.ts'
import { isPromise } from '../support/maybe-promise.ts'

const LONGEST = 2000

/** Of which role a function is asked, and where its failures are told. */
export interface Asking {
  readonly model: string
  readonly role: string
  readonly report: (error: unknown) => void
}

/** Only `true` is yes: what is no boolean, or an error, is no, and is told. */
function verdictOf(answer: unknown, { model, role, report }: Asking): boolean {
  if (typeof answer === 'boolean') return answer
  const message = `${model}: the role '${role}' was asked and answered no boolean: it is not held.`
  report(new PrometheusError('MISUSE', message, { model, role }))
  return false
}

function failed({ model, role, report }: Asking, why: string, cause?: unknown): false {
  const message = `${model}: the role '${role}' was asked and ${why}: it is not held.`
  report(new PrometheusError('MISUSE', message, { model, role }, cause))
  return false
}

async function inTime(answer: Promise<unknown>, asking: Asking): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(failed(asking, 'gave no answer in two seconds')), LONGEST)
  })
  const judged = answer.then(
    (value) => verdictOf(value, asking),
    (error) => failed(asking, 'failed', error),
  )
  return Promise.race([judged, late]).finally(() => clearTimeout(timer))
}

/** Asks a function of a role; whatever is not `true` within two seconds is no. */
export function ask(run: () => unknown, asking: Asking): boolean | Promise<boolean> {
  try {
    const answer = run()
    return isPromise(answer) ? inTime(answer, asking) : verdictOf(answer, asking)
  } catch (error) {
    return failed(asking, 'failed', error)
  }
}
