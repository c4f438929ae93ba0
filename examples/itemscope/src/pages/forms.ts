import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'

/** What was wrong with a form, by field; under '' what is wrong with all of it. */
export type Problems = Readonly<Record<string, string>>

/** A field of a form. */
export interface FormField {
  readonly name: string
  readonly label: string
  readonly type?: 'text' | 'email' | 'password' | 'date' | 'url' | 'tel'
  readonly value?: string | null | undefined
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

/** What an element of a form needs beside its kind: how it is told of, and whether it was wrong. */
const told = (field: FormField, problem: string | undefined): Html =>
  html` id="${field.name}" name="${field.name}"${problem !== undefined && html` aria-invalid="true"`}${describedBy(field, problem)}`

/** An element of a form with its label before it, and what is wrong with it behind. */
function labelled({ name, label, hint }: FormField, problem: string | undefined, element: Html): Html {
  return html`<p class="field">
<label for="${name}">${label}</label>
${hint !== undefined && html`<span class="hint" id="${name}-hint">${hint}</span>`}
${element}
${problem !== undefined && html`<span class="problem" id="${name}-problem">${problem}</span>`}
</p>`
}

const longest = ({ maxLength }: FormField): Html | false =>
  maxLength !== undefined && html` maxlength="${maxLength}"`

/** A labelled field, with what is wrong with it. */
export function formField(field: FormField, problems: Problems = {}): Html {
  const { name, type = 'text', value, required = false, autocomplete } = field
  const problem = problems[name]
  const element = html`<input type="${type}" value="${value ?? ''}"${required && html` required`}${autocomplete !== undefined && html` autocomplete="${autocomplete}"`}${longest(field)}${told(field, problem)}>`
  return labelled(field, problem, element)
}

/** A labelled text of several lines. */
export function formText(field: Omit<FormField, 'type'>, problems: Problems = {}): Html {
  const problem = problems[field.name]
  const element = html`<textarea rows="5"${longest(field)}${told(field, problem)}>
${field.value ?? ''}</textarea>`
  return labelled(field, problem, element)
}

/** A labelled choice of one; `choices` are the labels by value. */
export function formSelect(
  field: Omit<FormField, 'type' | 'maxLength'>,
  choices: Readonly<Record<string, string>>,
  problems: Problems = {},
): Html {
  const problem = problems[field.name]
  const options = Object.entries(choices).map(
    ([value, label]) =>
      html`<option value="${value}"${value === field.value && html` selected`}>${label}</option>`,
  )
  return labelled(field, problem, html`<select${told(field, problem)}>${options}</select>`)
}

/** What is wrong with a form, before it: each of it leads to its field. `labels` are those of the fields by name. */
export function formProblem(problems: Problems, labels: Readonly<Record<string, string>> = {}): Html | false {
  const { '': whole, ...fields } = problems
  const items = Object.entries(fields).map(
    ([name, problem]) => html`<li><a href="#${name}">${labels[name] ?? name} ${problem}</a></li>`,
  )
  if (whole === undefined && items.length === 0) return false
  return html`<div class="problem" role="alert">${whole !== undefined && html`<p>${whole}</p>`}${items.length > 0 && html`<p>This is not right yet:</p><ul>${items}</ul>`}</div>`
}
