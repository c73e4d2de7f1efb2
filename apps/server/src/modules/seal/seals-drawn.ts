/** Pictures of seals, drawn and compressed once for each: both take longer than all the rest of a stamp. */
import { deflateSync } from 'node:zlib'
import { contentOf, drawSeal, type SealFont, type SealPicture } from '@yizhan/seal'

type Drawn = { readonly picture: SealPicture; readonly deflated: Uint8Array }
type Stamp = { readonly ring: string; readonly bottom: string; readonly code: string }

/** Enough for every office and school of a large university. */
const most = 500

export class Pictures {
  readonly #font: SealFont
  readonly #drawn = new Map<string, Drawn>()

  constructor(font: SealFont) {
    this.#font = font
  }

  of({ ring, bottom, code }: Stamp): Drawn {
    const key = JSON.stringify([ring, bottom, code])
    const known = this.#drawn.get(key)
    if (known) return known
    const picture = drawSeal({ ring, bottom, code, font: this.#font })
    const drawn = { picture, deflated: new Uint8Array(deflateSync(contentOf(picture), { level: 9 })) }
    if (this.#drawn.size >= most) this.#drawn.clear()
    this.#drawn.set(key, drawn)
    return drawn
  }
}
