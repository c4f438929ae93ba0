import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { layout } from '../html/layout.ts'
import type { Problems } from './forms.ts'
import { formField, formProblem } from './forms.ts'

const robots = html`<meta name="robots" content="noindex">`
const password = { name: 'password', label: 'Password', type: 'password', required: true } as const
const email = {
  name: 'email',
  label: 'E-mail',
  type: 'email',
  required: true,
  autocomplete: 'username',
} as const

const labels = { name: 'Name', email: email.label, password: password.label }

/** What is known of somebody who fills in a form again. */
interface Filled {
  readonly email?: string
  readonly name?: string
  readonly problems?: Problems
}

/** The page to sign in. */
export function signInPage(site: Site, { email: given = '', problems = {} }: Filled = {}): string {
  const main = html`<div class="bar"><form class="sheet" method="post" action="/sign-in">
<h1>Sign in</h1>
${formProblem(problems)}
${formField({ ...email, value: given }, problems)}
${formField({ ...password, autocomplete: 'current-password' }, problems)}
<p><button class="button">Sign in</button></p>
<p>Not here yet? <a href="/register">Make an account</a>.</p>
</form></div>`
  return layout(site, { title: 'Sign in – Itemscope', head: robots, main })
}

/** The page to make an account. */
export function registerPage(
  site: Site,
  { email: given = '', name = '', problems = {} }: Filled = {},
): string {
  const main = html`<div class="bar"><form class="sheet" method="post" action="/register">
<h1>Make an account</h1>
${formProblem(problems, labels)}
${formField({ name: 'name', label: 'Name', required: true, autocomplete: 'name', value: name, maxLength: 100 }, problems)}
${formField({ ...email, value: given, hint: 'Only you and the administrators see it.' }, problems)}
${formField({ ...password, autocomplete: 'new-password', hint: 'At least 10 characters.' }, problems)}
<p><button class="button">Make an account</button></p>
</form></div>`
  return layout(site, { title: 'Make an account – Itemscope', head: robots, main })
}
