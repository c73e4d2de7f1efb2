/** Writes the demo university's files into a folder: `node demo/write.ts --members 2000 --out FOLDER [--seed WORD]`. */
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { fileBytes, fileKinds } from './files.ts'
import { demoSeed } from './index.ts'
import { Plan } from './plan.ts'

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '2000' },
    out: { type: 'string', default: 'demo-files' },
    seed: { type: 'string', default: demoSeed },
  },
})
const plan = new Plan({ members: Number(values.members), seed: values.seed })
mkdirSync(values.out, { recursive: true })
for (const kind of fileKinds) {
  const file = join(values.out, `${kind}.csv`)
  await pipeline(Readable.from(fileBytes(plan, kind)), createWriteStream(file))
  process.stdout.write(`${file}\n`)
}
