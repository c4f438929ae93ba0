import type { RequestHandler } from 'express'

/** Pages load their own stylesheet and pictures and nothing else: no script, no frame, no other site. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), browsing-topics=()',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}

/** Sets the headers that keep a page to itself; over https the address stays https. */
export function securityHeaders(origin: string): RequestHandler {
  const secure = origin.startsWith('https:')
  return (_req, res, next) => {
    res.set(headers)
    if (secure) res.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains')
    next()
  }
}
