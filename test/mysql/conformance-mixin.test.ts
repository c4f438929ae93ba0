import { throughMixin } from 'prometheus-odm/testing'
import { conforms } from './conform.ts'

conforms(throughMixin)
