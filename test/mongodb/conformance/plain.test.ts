import { plain } from '../../../src/testing/variants.ts'
import { conform } from '../conform.ts'

conform(plain)
