import { insideTransaction } from 'prometheus-odm/testing'
import { conforms } from './conform.ts'

conforms(insideTransaction)
