declare module 'rdf-canonize' {
  /** The canonical N-Quads of a dataset. */
  export function canonize(dataset: readonly unknown[], options: { algorithm: 'RDFC-1.0' }): Promise<string>
}

declare module 'jsonld' {
  const jsonld: {
    /** The canonical N-Quads of a JSON-LD document. */
    canonize(document: unknown, options: object): Promise<string>
  }
  export = jsonld
}

declare module 'gtin' {
  const gtin: {
    /** Whether a code is a GTIN whose check digit is right. */
    isValid(code: string): boolean
  }
  export = gtin
}
