import { plain } from 'prometheus-odm/testing'
import { conforms } from './conform.ts'

conforms(plain)
