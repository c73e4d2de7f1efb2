/** `npm run bench -- NAME`: measures side by side and prints one table. */
import { readdirSync } from 'node:fs'

const names = readdirSync(import.meta.dirname)
  .map((file) => /^(\w+)\.bench\.ts$/.exec(file)?.[1])
  .filter((name) => name !== undefined)

const [name, ...args] = process.argv.slice(2)
if (name === undefined || !names.includes(name)) {
  process.stderr.write(`npm run bench -- ${names.join(' | ')}\n`)
  process.exitCode = 2
} else {
  const { main } = (await import(`./${name}.bench.ts`)) as { main: (args: string[]) => Promise<void> }
  await main(args)
}
