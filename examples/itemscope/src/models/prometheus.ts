import { createPrometheus } from 'prometheus-odm'

/** The data layer of this application. */
export const { defineModel, connect } = createPrometheus()
