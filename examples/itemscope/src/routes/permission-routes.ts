import { Router } from 'express'
import { matrixHtml, permissionMatrix } from 'prometheus-odm/permissions'
import { Html, html } from '../html/html.ts'
import { layout } from '../html/layout.ts'
import { sendRepresentation } from '../http/representation.ts'
import { models } from '../models/models.ts'
import { contextOf } from './context.ts'

/** `/permissions`: who may do what here, drawn from the models themselves. */
export function permissionRoutes(): Router {
  const matrix = new Html(matrixHtml(permissionMatrix(models)))
  const router = Router()
  router.get('/permissions', (req, res) => {
    const main = html`<div class="bar matrix">
<h1>Who may do what</h1>
<p class="lead">These rules are part of the models of Itemscope, and hold wherever their records are read or written.</p>
${matrix}</div>`
    const { site } = contextOf(res)
    const body = layout(site, { title: 'Who may do what – Itemscope', main })
    sendRepresentation(req, res, { type: 'text/html; charset=utf-8', body })
  })
  return router
}
