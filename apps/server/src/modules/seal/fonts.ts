/** The fonts of every document: whole TrueType files from the lock file, read once. Nothing of the machine is used. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { openFont, type SealFont } from '@yizhan/seal'

const require = createRequire(import.meta.url)

const files = {
  serif: ['noto-serif-sc', '400Regular/NotoSerifSC_400Regular.ttf'],
  serifBold: ['noto-serif-sc', '700Bold/NotoSerifSC_700Bold.ttf'],
  sans: ['noto-sans-sc', '400Regular/NotoSansSC_400Regular.ttf'],
  sansMedium: ['noto-sans-sc', '500Medium/NotoSansSC_500Medium.ttf'],
  seal: ['noto-serif-sc', '600SemiBold/NotoSerifSC_600SemiBold.ttf'],
} as const

export type Fonts = {
  /** For the layout engine. */
  readonly files: readonly Uint8Array[]
  /** For the preflight: a character is drawn when one of them has it. */
  readonly coverage: readonly SealFont[]
  /** The letters of the seal itself. */
  readonly seal: SealFont
}

let once: Promise<Fonts> | undefined

export function loadFonts(): Promise<Fonts> {
  once ??= readFonts()
  return once
}

async function readFonts(): Promise<Fonts> {
  const [serif, serifBold, sans, sansMedium, seal] = await Promise.all([
    load('serif'),
    load('serifBold'),
    load('sans'),
    load('sansMedium'),
    load('seal'),
  ])
  return {
    files: [serif, serifBold, sans, sansMedium],
    coverage: [openFont(serif), openFont(sans)],
    seal: openFont(seal),
  }
}

async function load(name: keyof typeof files): Promise<Uint8Array> {
  const [folder, file] = files[name]
  return readFile(join(dirname(require.resolve(`@expo-google-fonts/${folder}/package.json`)), file))
}
