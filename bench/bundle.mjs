// Makes the bench's TypeScript runnable by plain Node, so that no loader stands between the peers and the engine.
import { existsSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const installed = (/** @type {string} */ name) => existsSync(join(here, 'node_modules', name))

/** The package under test, by its name as a user imports it: it comes from this repository, never from a registry. */
function linkPackage() {
  const link = join(here, 'node_modules/prometheus-odm')
  if (!existsSync(link)) {
    rmSync(link, { force: true })
    symlinkSync('../..', link, 'junction')
  }
}

/**
 * Bundles entries of the bench; packages stay outside.
 * @param {...string} entries paths inside bench/, without `.ts`
 * @returns {Promise<string[]>} the files to import
 */
export async function bundle(...entries) {
  if (!installed('esbuild')) {
    console.error(
      'The peers are not installed: start the bench by `npm run bench` in the root of the repository.',
    )
    process.exit(1)
  }
  linkPackage()
  const { build } = await import('esbuild')
  const outdir = join(here, '.build')
  rmSync(outdir, { recursive: true, force: true })
  await build({
    entryPoints: entries.map((entry) => join(here, `${entry}.ts`)),
    outdir,
    outbase: here,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    tsconfigRaw: {}, // not the paths of tsconfig.json: what is measured is the built package
    sourcemap: 'inline',
    logLevel: 'warning',
    outExtension: { '.js': '.mjs' },
  })
  return entries.map((entry) => join(outdir, `${entry}.mjs`))
}
