#!/usr/bin/env node
/** The `yizhan` command: the same as `npm start` for `serve`, and every other verb without building pages. */
import { becomeCli, ensureBuilt, ensureInstalled } from './runtime.mjs'

await ensureInstalled()
if (process.argv[2] === 'serve') await ensureBuilt()
await becomeCli(process.argv.slice(2))
