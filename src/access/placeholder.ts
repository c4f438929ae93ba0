/** What the placeholder is as a text: a rule may make one of what it asks. */
const MARK = '\u0000session\u0000'

/** Anything that a rule may ask of a session: it knows itself again in what the rule makes of it. */
export const placeholder: unknown = new Proxy(() => undefined, {
  get: (_, name) => {
    if (name === Symbol.toPrimitive) return () => MARK
    return name === Symbol.iterator ? () => [placeholder].values() : placeholder
  },
  apply: () => placeholder,
})

/** Whether a value is one that a rule made of the session, or has some. */
export const isAsked = (value: unknown): boolean =>
  value === placeholder ||
  (typeof value === 'string' && value.includes(MARK)) ||
  (Array.isArray(value) && value.some(isAsked))
