import { expect, test } from 'vitest'
import { compile, compilers } from './compile.ts'

test.each(compilers)('everything is inferred as inference.ts says, on %s', async (compiler) => {
  const { code, lines, figure } = await compile(compiler, { files: ['inference.ts'] })
  expect(lines.filter((line) => line.includes('error TS'))).toEqual([])
  expect(code).toBe(0)
  expect(figure('Instantiations')).toBeGreaterThan(1000)
})
