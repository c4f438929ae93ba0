import { describe, expect, test } from 'vitest'
import { serverOf } from './server.ts'

describe('a version', () => {
  test.each([
    ['10.11.19-MariaDB-0+deb12u1', 'MariaDB'],
    ['11.4.2-MariaDB', 'MariaDB'],
    ['8.0.36', 'MySQL'],
    ['8.4.0-commercial', 'MySQL'],
    ['9.1.0', 'MySQL'],
  ])('%s is %s', (version, name) => {
    expect(serverOf(version).name).toBe(name)
  })

  test.each(['10.6.16-MariaDB', '5.7.44', '8.0.18', '8.0.11-TiDB-v7.5.0', ''])('%s is refused', (version) => {
    expect(() => serverOf(version)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        message: expect.stringMatching(/or later is needed/),
      }),
    )
  })
})
