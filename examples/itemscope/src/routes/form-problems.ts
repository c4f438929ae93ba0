import { isPrometheusError, ValidationError } from 'prometheus-odm'
import { ChangedMeanwhile } from '../catalogue/changed-meanwhile.ts'
import type { Problems } from '../pages/forms.ts'

/** Why a form is not taken: the status of the answer, and the words for whoever filled it in. */
export interface Refused {
  readonly status: 409 | 422
  readonly problems: Problems
}

/** What a form is about, as its messages call it; and what to say where a value is taken already. */
export interface FormWords {
  readonly thing: string
  /** By the attribute whose value has to be the only one. */
  readonly taken?: Readonly<Record<string, Problems>>
}

const conflict = (message: string): Refused => ({ status: 409, problems: { '': message } })

/** What is wrong with a form, in words; null where the error is no mistake of whoever sent it. */
export function refusedBy(error: unknown, { thing, taken = {} }: FormWords): Refused | null {
  if (error instanceof ValidationError)
    return {
      status: 422,
      problems: Object.fromEntries(error.problems.map(({ field, message }) => [field, message])),
    }
  const code = isPrometheusError(error) ? error.code : null
  if (error instanceof ChangedMeanwhile || code === 'STALE_VERSION')
    return conflict(
      `Somebody else has changed this ${thing} meanwhile. Here it is as it is now: change it again.`,
    )
  if (code === 'NO_OFFER') return conflict('This offer is not there any more.')
  if (isPrometheusError(error) && code === 'UNIQUE_VIOLATION') {
    const fields = Array.isArray(error.details.fields) ? error.details.fields : []
    const problems = fields.map((field) => taken[String(field)]).find((known) => known !== undefined)
    if (problems !== undefined) return { status: 422, problems }
  }
  return null
}
