import { Router } from 'express'
import type { Context } from './context.ts'

/** `/healthz`: whether the server runs and its database answers. */
export function healthRoutes({ db }: Context): Router {
  const router = Router()
  router.get('/healthz', async (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok', products: await db.Product.count() })
  })
  return router
}
