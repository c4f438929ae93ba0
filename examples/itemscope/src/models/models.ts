import { ImportProblem } from './import-problem.ts'
import { ImportRun } from './import-run.ts'
import { ImportedGtin } from './imported-gtin.ts'
import { Product } from './product.ts'

/** The models of Itemscope. */
export const models = { ImportProblem, ImportRun, ImportedGtin, Product }

/** Their types by name, by which they refer to each other. */
export type Models = typeof models
