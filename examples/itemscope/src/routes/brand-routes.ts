import type { Request, Response } from 'express'
import { Router } from 'express'
import { ChangedMeanwhile } from '../catalogue/changed-meanwhile.ts'
import type { EditableBrand } from '../catalogue/find-editable.ts'
import { findEditableBrand } from '../catalogue/find-editable.ts'
import { refreshSearch } from '../catalogue/refresh-search.ts'
import { brandPath } from '../catalogue/slug.ts'
import { formText, fromHere, readForm } from '../http/forms.ts'
import { sendPrivatePage } from '../http/private-page.ts'
import { HttpError } from '../http/problems.ts'
import type { BrandEdit } from '../pages/edit-brand-page.ts'
import { editBrandPage } from '../pages/edit-brand-page.ts'
import { cleanLine } from '../product/clean-text.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'
import type { Refused } from './form-problems.ts'
import { refusedBy } from './form-problems.ts'
import { handOver, offerOf } from './hand-over.ts'

/** Changing brands, and giving them to other companies, as products are. */
export function brandRoutes(origin: string): Router {
  const router = Router()
  const form = [fromHere(origin), readForm]
  router.get('/brands/:key/edit', async (req, res) => {
    const context = contextOf(res)
    await sendEdit(context, res, { req, brand: await editable(context, req) })
  })
  router.post('/brands/:key/edit', form, (req: Request, res: Response) => save(contextOf(res), req, res))
  router.post('/brands/:key/transfer', form, (req: Request, res: Response) =>
    transfer(contextOf(res), req, res),
  )
  return router
}

async function found({ db }: Context, req: Request): Promise<EditableBrand> {
  const brand = await findEditableBrand(db, cleanLine(String(req.params.key)))
  if (brand !== null) return brand
  throw new HttpError(404, 'Not in the catalogue', 'Nothing of this name is known here.')
}

const isEditable = async ({ db }: Context, brand: EditableBrand): Promise<boolean> =>
  (await db.Brand.can('update', { record: brand })) === 'yes'

async function editable(context: Context, req: Request): Promise<EditableBrand> {
  const brand = await found(context, req)
  if (await isEditable(context, brand)) return brand
  throw new HttpError(403, 'Not yours to change', 'Only those who act for its company change a brand.')
}

interface Edit {
  readonly req: Request
  readonly brand: EditableBrand
  readonly refused?: Refused
  readonly filled?: NonNullable<BrandEdit['filled']>
}

async function sendEdit({ db, site }: Context, res: Response, { req, brand, refused, filled }: Edit) {
  const give = await db.Brand.can('transfer', { record: brand.id })
  const parts = {
    brand,
    withTransfer: give === 'yes',
    offer: await offerOf(db, brand),
    ...(filled && { filled }),
    ...(refused && { problems: refused.problems }),
  }
  sendPrivatePage(req, res, refused?.status ?? 200, editBrandPage(site, parts))
}

/** What a form says of a brand; a colour that it leaves empty is none. */
function valuesIn(body: unknown): NonNullable<BrandEdit['filled']> {
  const text = (name: string) => cleanLine(formText(body, name))
  const has = (name: string) => typeof Reflect.get(Object(body), name) === 'string'
  return {
    ...(has('name') && { name: text('name') }),
    ...(has('color') && { color: text('color') || null }),
  }
}

async function save(context: Context, req: Request, res: Response): Promise<void> {
  const { id, version, slug } = await editable(context, req)
  const filled = valuesIn(req.body)
  try {
    if (formText(req.body, 'version') !== String(version)) throw new ChangedMeanwhile()
    await context.db.transaction(async (tx) => {
      const brand = await tx.Brand.findById(id)
      if (brand?.version !== version) throw new ChangedMeanwhile()
      await brand.set(filled).save()
      await refreshSearch(tx, { brandId: id })
    })
    res.redirect(303, brandPath({ slug }))
  } catch (error) {
    await tell(context, res, { req, error, filled })
  }
}

interface Failed {
  readonly req: Request
  readonly error: unknown
  readonly filled?: NonNullable<BrandEdit['filled']>
}

/** Shows the form again with what was wrong; what is no mistake of the reader goes on. */
async function tell(context: Context, res: Response, { req, error, filled }: Failed): Promise<void> {
  const refused = refusedBy(error, { thing: 'brand' })
  if (refused === null) throw error
  const brand = await found(context, req)
  if (!(await isEditable(context, brand)))
    throw new HttpError(refused.status, 'Not possible', Object.values(refused.problems).join(' '))
  const isWrong = refused.status === 422
  await sendEdit(context, res, { req, brand, refused, ...(filled && isWrong && { filled }) })
}

async function transfer(context: Context, req: Request, res: Response): Promise<void> {
  const brand = await found(context, req)
  try {
    await handOver(context.db, brand, req.body)
    res.redirect(303, '/account')
  } catch (error) {
    await tell(context, res, { req, error })
  }
}
