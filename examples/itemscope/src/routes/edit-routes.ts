import type { Request, Response } from 'express'
import { Router } from 'express'
import { ChangedMeanwhile } from '../catalogue/changed-meanwhile.ts'
import { findWords } from '../catalogue/claims.ts'
import type { Editable } from '../catalogue/find-editable.ts'
import { findEditable } from '../catalogue/find-editable.ts'
import { refreshSearch } from '../catalogue/refresh-search.ts'
import { editProduct } from '../catalogue/save-product.ts'
import { formText, fromHere, readForm } from '../http/forms.ts'
import { sendPrivatePage } from '../http/private-page.ts'
import { HttpError } from '../http/problems.ts'
import { editedFields, editPage } from '../pages/edit-page.ts'
import { documentPath } from '../product/product-facts.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'
import type { Refused } from './form-problems.ts'
import { refusedBy } from './form-problems.ts'
import { handOver, offerOf } from './hand-over.ts'

/** Changing products, and giving them to other companies: what the rules of the models allow whoever asks. */
export function editRoutes(origin: string): Router {
  const router = Router()
  const form = [fromHere(origin), readForm]
  router.get('/products/:key/edit', async (req, res) => {
    const context = contextOf(res)
    await sendEdit(context, res, { req, product: await editable(context, req) })
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

const isEditable = async ({ db }: Context, product: Editable): Promise<boolean> =>
  (await db.Product.can('update', { record: product })) === 'yes'

/** The product, for those who may change it. */
async function editable(context: Context, req: Request): Promise<Editable> {
  const product = await found(context, req)
  if (await isEditable(context, product)) return product
  throw new HttpError(403, 'Not yours to change', 'Only those who act for its company change a product.')
}

interface Edit {
  readonly req: Request
  readonly product: Editable
  readonly refused?: Refused
}

async function sendEdit({ db, site }: Context, res: Response, { req, product, refused }: Edit) {
  const [notes, give] = await Promise.all([
    db.Product.can('update', { record: product.id, field: 'supplierNotes' }),
    db.Product.can('transfer', { record: product.id }),
  ])
  const withNotes = notes === 'yes'
  const parts = {
    product,
    withNotes,
    withTransfer: give === 'yes',
    offer: await offerOf(db, product),
    // Who may write what the company keeps to itself speaks for it: no word of its own keeps them from anything.
    words: withNotes ? [] : await findWords(db, [product.id]),
    ...(refused && { problems: refused.problems }),
  }
  sendPrivatePage(req, res, refused?.status ?? 200, editPage(site, parts))
}

/** What a form changes; a field that it leaves empty has no value. */
function changesIn(body: unknown): Record<string, string | null> {
  const given = editedFields.filter((name) => typeof Reflect.get(Object(body), name) === 'string')
  return Object.fromEntries(given.map((name) => [name, formText(body, name).trim() || null]))
}

async function save(context: Context, req: Request, res: Response): Promise<void> {
  const product = await editable(context, req)
  try {
    if (formText(req.body, 'version') !== String(product.version)) throw new ChangedMeanwhile()
    await editProduct(context.db, product, changesIn(req.body))
    res.redirect(303, documentPath(product))
  } catch (error) {
    await tell(context, res, { req, error })
  }
}

/** Shows the form again with what was wrong; what is no mistake of the reader goes on. */
async function tell(context: Context, res: Response, { req, error }: { req: Request; error: unknown }) {
  const refused = refusedBy(error, { thing: 'product' })
  if (refused === null) throw error
  const product = await found(context, req)
  if (!(await isEditable(context, product)))
    throw new HttpError(refused.status, 'Not possible', Object.values(refused.problems).join(' '))
  await sendEdit(context, res, { req, product, refused })
}

async function transfer(context: Context, req: Request, res: Response): Promise<void> {
  const product = await found(context, req)
  try {
    await handOver(context.db, product, req.body)
    if (formText(req.body, 'do') === 'accept') await refreshSearch(context.db, { id: product.id })
    res.redirect(303, '/account')
  } catch (error) {
    await tell(context, res, { req, error })
  }
}
