import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Express } from 'express'
import express from 'express'
import type { Database } from './database.ts'
import type { Site } from './html/layout.ts'
import { errorHandler, notFound, readOnly } from './http/problems.ts'
import { securityHeaders } from './http/security-headers.ts'
import { whoAsks } from './http/who-asks.ts'
import { accountRoutes } from './routes/account-routes.ts'
import { brandRoutes } from './routes/brand-routes.ts'
import { catalogueRoutes } from './routes/catalogue-routes.ts'
import { claimRoutes } from './routes/claim-routes.ts'
import { companyRoutes } from './routes/company-routes.ts'
import { editRoutes } from './routes/edit-routes.ts'
import { healthRoutes } from './routes/health-routes.ts'
import { historyRoutes } from './routes/history-routes.ts'
import { listRoutes } from './routes/list-routes.ts'
import { memberRoutes } from './routes/member-routes.ts'
import { permissionRoutes } from './routes/permission-routes.ts'
import { productRoutes } from './routes/product-routes.ts'
import { revertRoutes } from './routes/revert-routes.ts'

const assets = fileURLToPath(new URL('../public', import.meta.url))

/** Itemscope as an Express application; `origin` is its public address, and begins every address that it gives out. */
export function createApp({ db, origin }: { db: Database; origin: string }): Express {
  const site: Site = {
    origin,
    stylesheets: ['base', 'catalogue', 'directory', 'record', 'forms'].map(stylesheet),
  }
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  // A proxy of this machine says who asks; nobody else is believed.
  app.set('trust proxy', 'loopback')
  app.use(securityHeaders(origin))
  app.use('/assets', express.static(assets, { maxAge: '1h', index: false }))
  app.use(whoAsks(db, site), accountRoutes(db, origin), editRoutes(origin), claimRoutes(origin))
  app.use(companyRoutes(origin), memberRoutes(origin), brandRoutes(origin), revertRoutes(origin))
  app.use(readOnly)
  app.use(listRoutes(), productRoutes(), catalogueRoutes())
  app.use(historyRoutes(), permissionRoutes(), healthRoutes())
  app.use(notFound, errorHandler(site))
  return app
}

/** The address of a stylesheet, which is another one as soon as its content is. */
function stylesheet(name: string): string {
  const content = readFileSync(`${assets}/${name}.css`)
  return `/assets/${name}.css?${createHash('sha256').update(content).digest('hex').slice(0, 12)}`
}
