import type { Request, Response } from 'express'
import { Router } from 'express'
import { ChangedMeanwhile } from '../catalogue/changed-meanwhile.ts'
import { foundCompany } from '../catalogue/found-company.ts'
import { refreshSearch } from '../catalogue/refresh-search.ts'
import { companyPath } from '../catalogue/slug.ts'
import { formText, fromHere, readForm } from '../http/forms.ts'
import { sendPrivatePage } from '../http/private-page.ts'
import { HttpError } from '../http/problems.ts'
import type { CompanyFilled } from '../pages/company-form.ts'
import { companyFields, editCompanyPage, newCompanyPage } from '../pages/company-form.ts'
import { cleanLine } from '../product/clean-text.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'
import type { FormWords, Refused } from './form-problems.ts'
import { refusedBy } from './form-problems.ts'

/** Making a company, and changing one. */
export function companyRoutes(origin: string): Router {
  const router = Router()
  const form = [fromHere(origin), readForm]
  router.get('/account/companies', (req, res) => {
    const { site, userId } = contextOf(res)
    if (userId === undefined) return res.redirect(303, '/sign-in')
    sendPrivatePage(req, res, 200, newCompanyPage(site))
  })
  router.post('/account/companies', form, (req: Request, res: Response) => make(contextOf(res), req, res))
  router.get('/companies/:key/edit', async (req, res) => {
    const context = contextOf(res)
    await sendEdit(context, req, res, { company: await editable(context, req) })
  })
  router.post('/companies/:key/edit', form, (req: Request, res: Response) => save(contextOf(res), req, res))
  return router
}

const words: FormWords = {
  thing: 'company',
  taken: {
    slug: { name: 'is that of a company which is here already' },
    gln: { gln: 'is that of another company' },
  },
}

/** A company that is changed or managed; null where there is none of this slug. */
export const findManaged = ({ db }: Context, req: Request) =>
  db.Company.findOne({ where: { slug: cleanLine(String(req.params.key)) } })

/** A company that is changed or managed. */
export type Managed = NonNullable<Awaited<ReturnType<typeof findManaged>>>

/** The company that an address names. */
export async function managed(context: Context, req: Request): Promise<Managed> {
  const company = await findManaged(context, req)
  if (company !== null) return company
  throw new HttpError(404, 'Not in the catalogue', 'Nothing of this name is known here.')
}

async function editable(context: Context, req: Request): Promise<Managed> {
  const company = await managed(context, req)
  if ((await context.db.Company.can('update', { record: company })) === 'yes') return company
  throw new HttpError(403, 'Not yours to change', 'Only its owners change a company.')
}

interface Edit {
  readonly company: Managed
  readonly filled?: CompanyFilled
  readonly refused?: Refused
}

async function sendEdit({ db, site }: Context, req: Request, res: Response, edit: Edit): Promise<void> {
  const { company, filled, refused } = edit
  const verify = await db.Company.can('update', { record: company, field: 'verified' })
  const body = editCompanyPage(site, {
    company,
    withVerified: verify === 'yes',
    ...(filled && { filled }),
    ...(refused && { problems: refused.problems }),
  })
  sendPrivatePage(req, res, refused?.status ?? 200, body)
}

/** What a form says of a company; a field that it leaves empty has no value, and of a name nothing is left. */
function valuesIn(body: unknown): CompanyFilled {
  const given = companyFields.filter((name) => typeof Reflect.get(Object(body), name) === 'string')
  const values = given.map((name) => [name, cleanLine(formText(body, name)) || (name === 'name' ? '' : null)])
  return Object.fromEntries(values)
}

/** Countries are told in capitals, whoever writes them. */
const inCapitals = ({ country, ...others }: CompanyFilled) =>
  country === undefined ? others : { ...others, country: country?.toUpperCase() ?? null }

async function make({ db, site, userId }: Context, req: Request, res: Response): Promise<void> {
  if (userId === undefined) throw new HttpError(403, 'Not signed in', 'Sign in to make a company.')
  const filled = valuesIn(req.body)
  try {
    const company = await foundCompany(db, { name: '', ...inCapitals(filled) })
    res.redirect(303, companyPath(company))
  } catch (error) {
    const refused = refusedBy(error, words)
    if (refused === null) throw error
    sendPrivatePage(req, res, refused.status, newCompanyPage(site, filled, refused.problems))
  }
}

/** A box that is ticked is sent behind a field that says no: of both the last counts. */
function verifiedIn(body: unknown): { readonly verified?: boolean } {
  const value: unknown = Reflect.get(Object(body), 'verified')
  if (value === undefined) return {}
  return { verified: [value].flat().at(-1) === 'yes' }
}

async function save(context: Context, req: Request, res: Response): Promise<void> {
  const company = await editable(context, req)
  const filled = valuesIn(req.body)
  try {
    if (formText(req.body, 'version') !== String(company.version)) throw new ChangedMeanwhile()
    const { id } = company
    await context.db.transaction(async (tx) => {
      const stored = await tx.Company.findById(id)
      if (stored?.version !== company.version) throw new ChangedMeanwhile()
      await stored.set({ ...inCapitals(filled), ...verifiedIn(req.body) }).save()
      await refreshSearch(tx, { companyId: id })
    })
    res.redirect(303, companyPath(company))
  } catch (error) {
    const refused = refusedBy(error, words)
    if (refused === null) throw error
    const isWrong = refused.status === 422
    await sendEdit(context, req, res, {
      company: await editable(context, req),
      refused,
      ...(isWrong && { filled }),
    })
  }
}
