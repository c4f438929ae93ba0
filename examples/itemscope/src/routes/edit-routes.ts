import type { Request, Response } from 'express'
import { Router } from 'express'
import { isPrometheusError, ValidationError } from 'prometheus-odm'
import type { Editable } from '../catalogue/find-editable.ts'
import { findEditable } from '../catalogue/find-editable.ts'
import { formText, fromHere, readForm } from '../http/forms.ts'
import { HttpError } from '../http/problems.ts'
import { sendRepresentation } from '../http/representation.ts'
import { editedFields, editPage } from '../pages/edit-page.ts'
import type { Problems } from '../pages/forms.ts'
import { cleanLine } from '../product/clean-text.ts'
import { documentPath } from '../product/product-facts.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'

/** Changing products, and giving them to other companies: what the rules of the models allow whoever asks. */
export function editRoutes(origin: string): Router {
  const router = Router()
  const form = [fromHere(origin), readForm]
  router.get('/products/:key/edit', async (req, res) => {
    const context = contextOf(res)
    await sendEdit(context, res, { req, product: await editable(context, req), status: 200 })
  })
  router.post('/products/:key/edit', form, (req: Request, res: Response) => save(contextOf(res), req, res))
  router.post('/products/:key/transfer', form, (req: Request, res: Response) =>
    transfer(contextOf(res), req, res),
  )
  return router
}

async function found({ db }: Context, req: Request): Promise<Editable> {
  const product = await findEditable(db, String(req.params.key))
  if (product !== null) return product
  throw new HttpError(404, 'Not in the catalogue', 'No such product is known here.')
}

/** The product, for those who may change it. */
async function editable(context: Context, req: Request): Promise<Editable> {
  const product = await found(context, req)
  if ((await context.db.Product.can('update', { record: product })) === 'yes') return product
  throw new HttpError(403, 'Not yours to change', 'Only those who act for its company change a product.')
}

interface Edit {
  readonly req: Request
  readonly product: Editable
  readonly status: number
  readonly problems?: Problems
}

async function sendEdit({ db, site }: Context, res: Response, { req, product, status, problems }: Edit) {
  const [notes, give] = await Promise.all([
    db.Product.can('update', { record: product.id, field: 'supplierNotes' }),
    db.Product.can('transfer', { record: product.id }),
  ])
  const parts = {
    product,
    withNotes: notes === 'yes',
    withTransfer: give === 'yes',
    ...(problems && { problems }),
  }
  res.status(status).set('Cache-Control', 'private, no-store')
  sendRepresentation(req, res, { type: 'text/html; charset=utf-8', body: editPage(site, parts) })
}

/** What a form changes; a field that it leaves empty has no value. */
function changesIn(body: unknown): Record<string, string | null> {
  const given = editedFields.filter((name) => typeof Reflect.get(Object(body), name) === 'string')
  return Object.fromEntries(given.map((name) => [name, formText(body, name).trim() || null]))
}

/** What is wrong with a change, in words for whoever makes it. */
function problemsOf(error: unknown): Problems | null {
  if (error instanceof ValidationError)
    return Object.fromEntries(error.problems.map(({ field, message }) => [field, message]))
  if (!isPrometheusError(error)) return null
  if (error.code === 'STALE_VERSION')
    return {
      '': 'Somebody else has changed this product meanwhile. Here it is as it is now: change it again.',
    }
  if (error.code === 'NO_OFFER') return { '': 'This offer is not there any more.' }
  return null
}

async function save(context: Context, req: Request, res: Response): Promise<void> {
  const product = await editable(context, req)
  try {
    if (formText(req.body, 'version') !== String(product.version)) throw stale()
    await product.set(changesIn(req.body)).save()
    res.redirect(303, documentPath(product))
  } catch (error) {
    await tell(context, res, { req, error })
  }
}

const stale = () =>
  new HttpError(409, 'Changed meanwhile', 'Somebody else has changed this product meanwhile.')

/** Shows the form again with what was wrong; what is no mistake of the reader goes on. */
async function tell(context: Context, res: Response, { req, error }: { req: Request; error: unknown }) {
  const isStale = error instanceof HttpError && error.status === 409
  const problems = isStale
    ? { '': `${error.detail} Here it is as it is now: change it again.` }
    : problemsOf(error)
  if (problems === null) throw error
  const status = error instanceof ValidationError ? 422 : 409
  const product = await found(context, req)
  if ((await context.db.Product.can('update', { record: product })) !== 'yes')
    throw new HttpError(status, 'Not possible', Object.values(problems).join(' '))
  await sendEdit(context, res, { req, product, status, problems })
}

async function give({ db }: Context, product: Editable, slug: string): Promise<void> {
  const company = await db.Company.findOne({ where: { slug } })
  if (company === null)
    throw new ValidationError('Product', [{ field: 'to', code: 'unknown', message: 'is no company here' }])
  await product.transfer(company)
}

async function transfer(context: Context, req: Request, res: Response): Promise<void> {
  const product = await found(context, req)
  try {
    const what = formText(req.body, 'do')
    if (what === 'offer') await give(context, product, cleanLine(formText(req.body, 'to')))
    else if (what === 'accept') await product.accept()
    else if (what === 'decline') await product.decline()
    else if (what === 'withdraw') await product.withdraw()
    else throw new HttpError(400, 'Nothing to do', 'This form asks for nothing that is known here.')
    res.redirect(303, '/account')
  } catch (error) {
    if (isPrometheusError(error) && error.code === 'FORBIDDEN')
      throw new HttpError(
        403,
        'Not yours to give',
        'Owners of its company give a product away, and owners of the other take it.',
      )
    await tell(context, res, { req, error })
  }
}
