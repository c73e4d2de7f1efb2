/** 查验码: 128 bits of chance in Crockford's base32, which has no I, L, O, U to misread. Pure. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 26 characters from 16 bytes. */
export function codeFrom(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new Error('a verification code is made of 16 bytes')
  let value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  let code = ''
  for (let i = 0; i < 26; i++) {
    code = alphabet.charAt(Number(value & 31n)) + code
    value >>= 5n
  }
  return code
}

/** For people: groups of four. */
export function grouped(code: string): string {
  return code.replace(/.{4}(?=.)/g, '$& ')
}

/** What somebody typed, as it is stored; undefined when it cannot be a code. */
export function normalized(typed: string): string | undefined {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(code) ? code : undefined
}
