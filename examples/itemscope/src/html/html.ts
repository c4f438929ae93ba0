/** Markup that is safe to send: every value in it was escaped. */
export class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

/** What a template takes: text is escaped, markup is kept, lists are joined, and nothing is left out. */
export type Insertion = string | number | Html | readonly Insertion[] | false | null | undefined

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escapes text for element content and for attribute values in quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** Builds markup; what is inserted is escaped unless it is markup itself. Attribute values stand in quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly Insertion[]): Html {
  return new Html(strings.reduce((markup, part, i) => markup + render(values[i - 1]) + part))
}

function render(value: Insertion): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'object') return value.map(render).join('')
  return escapeHtml(String(value))
}
