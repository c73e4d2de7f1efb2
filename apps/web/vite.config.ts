import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import tokens from './src/kit/tokens.json' with { type: 'json' }
import { tokensCss } from './src/kit/tokens-css.ts'
import { pageNeeds } from './src/shell/page-needs.ts'

/** Turns tokens.json into a plain style sheet at build time, so that no page needs a style element for it. */
function tokensStyleSheet(): Plugin {
  const name = 'virtual:tokens.css'
  return {
    name: 'yizhan-tokens',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? tokensCss(tokens) : undefined),
  }
}

/** Compresses once at build time what the server would otherwise compress for every reader. */
function compressed(): Plugin {
  return {
    name: 'yizhan-compressed',
    apply: 'build',
    async writeBundle({ dir }) {
      if (dir === undefined) return
      const names = await readdir(`${dir}/assets`)
      await Promise.all(
        names
          .filter((name) => /\.(js|css)$/.test(name))
          .map(async (name) => {
            const path = `${dir}/assets/${name}`
            const bytes = await readFile(path)
            const params = { [constants.BROTLI_PARAM_QUALITY]: 11 }
            await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }))
            await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
          }),
      )
    },
  }
}

/** Writes pages.json: for each page its files, and what it asks (see platform/http/web.ts). */
function pagesFile(): Plugin {
  return {
    name: 'yizhan-pages',
    apply: 'build',
    // Last of all, when style sheets have left the scripts that only carried them.
    enforce: 'post',
    async writeBundle({ dir }, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
      const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
      const all = (chunk: (typeof chunks)[number], found = new Set<typeof chunk>()) => {
        if (found.has(chunk)) return found
        found.add(chunk)
        for (const file of chunk.imports) {
          const next = byFile.get(file)
          if (next) all(next, found)
        }
        return found
      }
      const entry = chunks.find((chunk) => chunk.isEntry)
      const pages = pageNeeds.map(({ path, page, answers }) => {
        const own = chunks.find((chunk) => chunk.facadeModuleId?.endsWith(`/modules/${page}.tsx`))
        if (!own || !entry) throw new Error(`${path}: there is no page ${page}`)
        // The largest first: a browser asks for six files at once, and the others wait for their turn.
        const files = [...all(own, all(entry))].sort((a, b) => b.code.length - a.code.length)
        return { path, scripts: files.map((chunk) => chunk.fileName), answers }
      })
      const english = chunks.find((chunk) => chunk.facadeModuleId?.endsWith('/shell/words/en.ts'))?.fileName
      await writeFile(`${dir}/pages.json`, JSON.stringify({ english, pages }))
    },
  }
}

/** Loaded with the control, dialog, chart or language that needs it. */
const later =
  /\/(antd-dress|theme|floor|select-input|date-input|number-input|bar-chart|charts|gallery|grant-dialog|wrong-dialog|pick|late-feel|words\.en|words\/en)\.tsx?$|tokens\.json$/

/** What every page begins with goes in one file: each further one costs a phone its turn in a queue of six. */
function isStart(id: string): boolean {
  if (
    /\/node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack|i18next|react-i18next)\//.test(
      id,
    )
  )
    return true
  if (/rolldown\/runtime|vite\/preload-helper/.test(id)) return true
  if (/\/modules\/\w+\/words\.zh\.ts$/.test(id)) return true
  return (
    /\/(apps\/web\/src\/(kit|shell)|packages\/contracts)\//.test(id) &&
    !later.test(id) &&
    !id.endsWith('.css')
  )
}

/** Small parts that the pages of applicants share. */
const hallParts =
  /modules\/(hall|process)\/api\.ts$|contracts\/src\/platform\.ts$|modules\/hall\/parts\/(case-row|status|find-service|service-head|narrow|category-icon)\.(tsx?|css)$/

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tokensStyleSheet(), pagesFile(), compressed()],
  resolve: {
    alias: {
      zod: `${import.meta.dirname}/src/shell/no-zod.ts`,
      'react-i18next': `${import.meta.dirname}/src/shell/translate.ts`,
      feelin: `${import.meta.dirname}/src/shell/late-feel.ts`,
      'virtual:feel': fileURLToPath(import.meta.resolve('feelin')),
    },
  },
  html: { cspNonce: '__CSP_NONCE__' },
  server: { port: 5173, proxy: { '/api': process.env.YIZHAN_API ?? 'http://localhost:3000' } },
  build: {
    target: 'es2023',
    // Data URLs would need `data:` in the policy for scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // All of it is 12 KB, and a further style sheet would hold up the first paint by its own round trip.
    cssCodeSplit: false,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'start', test: isStart },
            { name: 'hall', test: hallParts },
          ],
        },
      },
    },
  },
})
