import type { Members } from '../catalogue/members.ts'
import type { Addressed } from '../catalogue/slug.ts'
import { companyPath } from '../catalogue/slug.ts'
import type { Html } from '../html/html.ts'
import { html } from '../html/html.ts'
import type { Site } from '../html/layout.ts'
import { formPage } from './form-page.ts'
import type { Problems } from './forms.ts'
import { formField, formProblem, formSelect } from './forms.ts'
import { longDate } from './long-date.ts'

/** What the page of a company's members shows. */
export interface MembersParts extends Members {
  readonly company: Addressed
  /** Who looks at it. */
  readonly userId: string | undefined
  /** Whether they may change who acts for the company, and as what. */
  readonly isOwner: boolean
  readonly filled?: { readonly email: string; readonly role: string }
  readonly problems?: Problems
}

/** The path of the page of a company's members. */
export const membersPath = (company: Pick<Addressed, 'slug'>): string => `${companyPath(company)}/members`

/** What members are called, by their role. */
export const roleNames = { staff: 'Staff', owner: 'Owner' } as const

const labels = { email: 'E-mail', role: 'Role' }

type Member = Members['members'][number]

function memberForm({ company, userId, isOwner }: MembersParts, member: Member): Html | null {
  const isSelf = member.userId === userId
  if (!isOwner && !isSelf) return null
  const [other, what] = member.role === 'owner' ? ['staff', 'Make staff'] : ['owner', 'Make owner']
  const name = html`<span class="visually-hidden">, ${member.user.name}</span>`
  return html`<form class="row-actions" method="post" action="${membersPath(company)}/${member.id}">
<input type="hidden" name="version" value="${member.version}">
${isOwner && html`<button class="button button-quiet" name="do" value="${other}">${what}${name}</button>`}
<button class="button button-quiet" name="do" value="remove">${isSelf ? 'Leave' : html`Remove${name}`}</button>
</form>`
}

function memberList(parts: MembersParts): Html {
  if (parts.members.length === 0)
    return html`<p>Nobody acts for this company yet. Invite its first owner.</p>`
  const rows = parts.members.map(
    (member) =>
      html`<li><p><strong>${member.user.name}</strong>${member.userId === parts.userId && ' (you)'}<span class="row-about">${roleNames[member.role]} since ${longDate(member.createdAt)}</span></p>${memberForm(parts, member)}</li>`,
  )
  return html`<ul class="rows">${rows}</ul>`
}

function invitationList({ invitations }: MembersParts): Html | false {
  if (invitations.length === 0) return false
  const rows = invitations.map(
    ({ id, email, role, expiresAt }) =>
      html`<li><p><strong>${email}</strong><span class="row-about">${roleNames[role]}, until ${longDate(expiresAt)}</span></p>
<form class="row-actions" method="post" action="/invitations/${id}"><button class="button button-quiet" name="do" value="withdraw">Withdraw<span class="visually-hidden"> the invitation of ${email}</span></button></form></li>`,
  )
  return html`<section aria-labelledby="invited"><h2 id="invited">Invited</h2><ul class="rows">${rows}</ul></section>`
}

function inviteForm({ company, filled, problems = {} }: MembersParts): Html {
  return html`<section aria-labelledby="invite"><h2 id="invite">Invite somebody</h2>
<p>They find it on the page of their account, when they are signed in with this address. No mail is sent, and nobody is told whether there is an account of it: tell them yourself.</p>
<form method="post" action="${membersPath(company)}">
${formField({ name: 'email', label: labels.email, type: 'email', required: true, maxLength: 254, value: filled?.email ?? '' }, problems)}
${formSelect({ name: 'role', label: labels.role, hint: 'Staff change its products. Owners also change the company, its members, and whose its products are.', value: filled?.role ?? 'staff' }, roleNames, problems)}
<p><button class="button">Invite</button></p>
</form></section>`
}

/** The page of a company's members, for those who are, and for administrators. */
export function membersPage(site: Site, parts: MembersParts): string {
  const { company, isOwner, problems = {} } = parts
  const content = html`${formProblem(problems, labels)}
${memberList(parts)}
${invitationList(parts)}
${isOwner && inviteForm(parts)}`
  const trail = [{ name: company.name, path: companyPath(company) }]
  return formPage(site, { title: `Members of ${company.name}`, trail, problems, content })
}
