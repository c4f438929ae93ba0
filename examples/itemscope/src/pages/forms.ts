import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'

/** What was wrong with a form, by field; under '' what is wrong with all of it. */
export type Problems = Readonly<Record<string, string>>

/** A field of a form. */
export interface FormField {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'password' | 'date'
  readonly value?: string | null
  readonly required?: boolean
  readonly autocomplete?: string
  readonly hint?: string
  readonly maxLength?: number
}

function describedBy({ name, hint }: FormField, problem: string | undefined): Html | false {
  const ids = [hint !== undefined && `${name}-hint`, problem !== undefined && `${name}-problem`]
  const shown = ids.filter((id) => id !== false).join(' ')
  return shown !== '' && html` aria-describedby="${shown}"`
}

/** A labelled field, with what is wrong with it. */
export function formField(field: FormField, problems: Problems = {}): Html {
  const { name, label, type = 'text', value, required = false, autocomplete, hint, maxLength } = field
  const problem = problems[name]
  return html`<p class="field">
<label for="${name}">${label}</label>
${hint !== undefined && html`<span class="hint" id="${name}-hint">${hint}</span>`}
<input id="${name}" name="${name}" type="${type}" value="${value ?? ''}"${required && html` required`}${autocomplete !== undefined && html` autocomplete="${autocomplete}"`}${maxLength !== undefined && html` maxlength="${maxLength}"`}${problem !== undefined && html` aria-invalid="true"`}${describedBy(field, problem)}>
${problem !== undefined && html`<span class="problem" id="${name}-problem">${problem}</span>`}
</p>`
}

/** A labelled text of several lines. */
export function formText(field: Omit<FormField, 'type'>, problems: Problems = {}): Html {
  const { name, label, value, hint, maxLength } = field
  const problem = problems[name]
  return html`<p class="field">
<label for="${name}">${label}</label>
${hint !== undefined && html`<span class="hint" id="${name}-hint">${hint}</span>`}
<textarea id="${name}" name="${name}" rows="5"${maxLength !== undefined && html` maxlength="${maxLength}"`}${problem !== undefined && html` aria-invalid="true"`}${describedBy(field, problem)}>
${value ?? ''}</textarea>
${problem !== undefined && html`<span class="problem" id="${name}-problem">${problem}</span>`}
</p>`
}

/** What is wrong with all of a form. */
export const formProblem = (problems: Problems): Html | false =>
  problems[''] !== undefined && html`<p class="problem" role="alert">${problems['']}</p>`
