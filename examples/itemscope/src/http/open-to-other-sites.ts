import type { RequestHandler } from 'express'

const allowed = 'GET, HEAD, OPTIONS'

/** Lets the scripts of other sites read what is here (CORS), and answers when they ask whether they may. */
export const openToOtherSites: RequestHandler = (req, res, next) => {
  res.set('Access-Control-Allow-Origin', '*')
  res.set('Access-Control-Expose-Headers', 'Content-Location, ETag, Link')
  if (req.method !== 'OPTIONS') return next()
  res.set({ Allow: allowed, 'Access-Control-Allow-Methods': allowed })
  res.set('Access-Control-Allow-Headers', 'Accept, If-None-Match')
  res.status(204).end()
}
