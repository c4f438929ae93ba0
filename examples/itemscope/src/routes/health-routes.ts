import { Router } from 'express'
import { contextOf } from './context.ts'

/** `/healthz`: whether the server runs and its database answers. */
export function healthRoutes(): Router {
  const router = Router()
  router.get('/healthz', async (_req, res) => {
    const { db } = contextOf(res)
    res.set('Cache-Control', 'no-store').json({ status: 'ok', products: await db.Product.count() })
  })
  return router
}
