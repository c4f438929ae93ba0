import type { Request, Response } from 'express'
import { Router } from 'express'
import { addUp, readCategoryTree, subtreeIds } from '../catalogue/category-tree.ts'
import { countByCategory } from '../catalogue/count-products.ts'
import { findBrand } from '../catalogue/find-brand.ts'
import { findCompany, findCompanyLists, findCompanyRights } from '../catalogue/find-company.ts'
import { findBrandIndex, findCompanyIndex } from '../catalogue/find-index.ts'
import type { Place } from '../catalogue/find-products.ts'
import { findProducts } from '../catalogue/find-products.ts'
import { brandPath, categoryPath, companyPath, slugOf } from '../catalogue/slug.ts'
import { openToOtherSites } from '../http/open-to-other-sites.ts'
import { HttpError } from '../http/problems.ts'
import { sendRepresentation } from '../http/representation.ts'
import { describeBrand, describeCompany } from '../linked-data/describe-company.ts'
import { brandPage } from '../pages/brand-page.ts'
import { categoryPage } from '../pages/category-page.ts'
import { companyPage } from '../pages/company-page.ts'
import { brandIndex, categoryIndex, companyIndex } from '../pages/index-pages.ts'
import { readPlace } from '../pages/list-query.ts'
import { cleanLine } from '../product/clean-text.ts'
import type { Context } from './context.ts'
import { contextOf } from './context.ts'
import { readKey, restOf, sendDocument } from './send-document.ts'

/** Companies, brands and categories: the lists of all, and a page about each. */
export function catalogueRoutes(): Router {
  const router = Router()
  router.use(['/companies', '/brands'], openToOtherSites)
  router.get('/companies', async (req, res) => {
    const { db, site } = contextOf(res)
    const place = placeOf(req)
    sendPage(req, res, companyIndex(site, await findCompanyIndex(db, place), place))
  })
  router.get('/brands', async (req, res) => {
    const { db, site } = contextOf(res)
    const place = placeOf(req)
    sendPage(req, res, brandIndex(site, await findBrandIndex(db, place), place))
  })
  router.get('/categories', async (req, res) => {
    const { db, site } = contextOf(res)
    const [tree, rows] = await Promise.all([readCategoryTree(db), countByCategory(db, {})])
    sendPage(req, res, categoryIndex(site, tree, addUp(tree, rows)))
  })
  router.get('/companies/:key', (req, res) => showCompany(contextOf(res), req, res))
  router.get('/brands/:key', (req, res) => showBrand(contextOf(res), req, res))
  router.get('/categories/:key', (req, res) => showCategory(contextOf(res), req, res))
  return router
}

async function showCompany({ db, site, userId }: Context, req: Request, res: Response): Promise<void> {
  const { key, ending } = readKey(req)
  const company = await findCompany(db, cleanLine(key))
  if (company === null) return orElsewhere(req, res, companyPath)
  const place = placeOf(req)
  const thing = describeCompany(company, site.origin)
  const html = async () => {
    const lists = await findCompanyLists(db, company, place)
    const rights = await findCompanyRights(db, company.id, userId)
    return companyPage(site, { company, thing, place, rights, ...lists })
  }
  const path = companyPath(company)
  await sendDocument(req, res, { document: { path, canonical: site.origin + path, thing, html }, ending })
}

async function showBrand({ db, site, userId }: Context, req: Request, res: Response): Promise<void> {
  const { key, ending } = readKey(req)
  const brand = await findBrand(db, cleanLine(key))
  if (brand === null) return orElsewhere(req, res, brandPath)
  const place = placeOf(req)
  const thing = describeBrand(brand, site.origin)
  const html = async () => {
    const products = await findProducts(db, { brandId: brand.id }, { ...place, sort: 'name' })
    const isEditable = userId !== undefined && (await db.Brand.can('update', { record: brand.id })) === 'yes'
    return brandPage(site, { brand, thing, products, place, isEditable })
  }
  const path = brandPath(brand)
  await sendDocument(req, res, { document: { path, canonical: site.origin + path, thing, html }, ending })
}

async function showCategory({ db, site }: Context, req: Request, res: Response): Promise<void> {
  const tree = await readCategoryTree(db)
  const category = tree.find(String(req.params.key))
  if (category === null) return orElsewhere(req, res, categoryPath)
  const place = placeOf(req)
  const filter = { categoryId: { $in: subtreeIds(category) } }
  const [rows, products] = await Promise.all([
    countByCategory(db, filter),
    findProducts(db, filter, { ...place, sort: 'name' }),
  ])
  sendPage(req, res, categoryPage(site, { category, counts: addUp(tree, rows), products, place }))
}

/** A name that is spelt otherwise than in addresses leads to its address; what nothing is known by is not found. */
function orElsewhere(req: Request, res: Response, pathOf: (named: { slug: string }) => string): void {
  const asked = readKey(req)
  const name = cleanLine(asked.key)
  const slug = slugOf(name)
  if (name !== '' && slug !== asked.key) return res.redirect(301, pathOf({ slug }) + restOf(req, asked))
  throw new HttpError(404, 'Not in the catalogue', 'Nothing of this name is known here.')
}

const placeOf = (req: Request): Place => readPlace(new URL(req.originalUrl, 'http://host').searchParams)

function sendPage(req: Request, res: Response, body: string): void {
  sendRepresentation(req, res, { type: 'text/html; charset=utf-8', body })
}
