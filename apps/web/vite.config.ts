import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import tokens from './src/kit/tokens.json' with { type: 'json' }
import { tokensCss } from './src/kit/tokens-css.ts'

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
            const params = { [constants.BROTLI_PARAM_QUALITY]: 9 }
            await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }))
            await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
          }),
      )
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tokensStyleSheet(), compressed()],
  resolve: {
    alias: {
      zod: `${import.meta.dirname}/src/shell/no-zod.ts`,
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
    reportCompressedSize: false,
  },
})
