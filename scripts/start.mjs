#!/usr/bin/env node
/** `npm start`: from a fresh checkout to a running university. Arguments go to `yizhan serve`. */
import { becomeCli, ensureBuilt, ensureInstalled } from './runtime.mjs'

await ensureInstalled()
await ensureBuilt()
await becomeCli(['serve', ...process.argv.slice(2)])
