/**
 * Everything that a verification can find, in words. `bad` makes the signature (or the file) invalid; `note` is said
 * and changes nothing. `{name}` is replaced by the fact of that name.
 */
type Entry = { readonly grade: 'bad' | 'note'; readonly zh: string; readonly en: string }

const bad = (zh: string, en: string): Entry => ({ grade: 'bad', zh, en })
const note = (zh: string, en: string): Entry => ({ grade: 'note', zh, en })

export const findings = {
  // The file.
  'not-pdf': bad('这不是 PDF 文件', 'This is not a PDF file'),
  'too-large': bad('文件太大，不检验', 'The file is too large to check'),
  unsigned: bad('文件里没有签章', 'The file carries no signature'),
  'too-many': bad('签名太多，不检验', 'There are too many signatures to check'),
  // What the signature covers.
  'dictionary-broken': bad('签名域的内容不完整', 'The signature field is incomplete'),
  'kind-unknown': bad('不认识这种签名（{kind}）', 'This kind of signature is not known ({kind})'),
  'range-wrong': bad('签名范围写得不对', 'The signed range is malformed'),
  'range-outside': bad('签名范围超出文件', 'The signed range runs outside the file'),
  'changed-after': bad('盖章后文件又被改动或追加过', 'The file was changed or extended after it was signed'),
  'gap-wrong': bad('签名范围之外不只有签名值', 'More than the signature value lies outside the signed range'),
  'padding-filled': bad(
    '签名值后面的空位里被塞了东西',
    'Something was put into the padding of the signature',
  ),
  'end-missing': bad('文件没有正常结束', 'The file does not end as a PDF must'),
  // The signature itself.
  'cms-broken': bad('签名值读不出来', 'The signature value cannot be read'),
  'cms-own-content': bad(
    '签名值自带内容，没有签这份文件',
    'The signature carries its own content instead of signing this file',
  ),
  'cms-signers': bad('签名值里不是恰好一个签署者', 'The signature does not have exactly one signer'),
  'attribute-missing': bad(
    '签名缺少必要的属性（{attribute}）',
    'The signature lacks a needed attribute ({attribute})',
  ),
  'attribute-repeats': bad('签名属性重复（{attribute}）', 'A signed attribute stands twice ({attribute})'),
  'algorithm-unknown': bad(
    '签名算法不在认可之列（{algorithm}）',
    'The algorithm is not accepted ({algorithm})',
  ),
  'key-weak': bad('证书的密钥太弱或不认识（{key}）', 'A key is too weak or of an unknown kind ({key})'),
  'digest-differs': bad('内容和盖章时不一致', 'The content differs from what was signed'),
  'signature-false': bad('签名值不对', 'The signature does not verify'),
  'certificate-absent': bad('签名里没有签署者的证书', 'The signer’s certificate is not in the signature'),
  'certificate-swapped': bad('签名绑定的不是这张证书', 'The signature is bound to another certificate'),
  'signing-time-present': note(
    '签名自带签署时间，PAdES B-B 不应有',
    'A signing time is present, which PAdES B-B does not allow',
  ),
  // The certificate.
  'chain-untrusted': bad('证书不是信任的机构发的', 'The certificate does not come from a trusted authority'),
  'chain-false': bad('证书链上有一处签名不对', 'A signature in the certificate chain does not verify'),
  'chain-authority': bad(
    '证书链上有一张证书无权签发证书',
    'A certificate in the chain may not issue certificates',
  ),
  'chain-time': bad('证书不在有效期内（{name}）', 'A certificate is outside its validity ({name})'),
  'chain-critical': bad(
    '证书有看不懂的关键限制',
    'A certificate has a critical limit that is not understood',
  ),
  'usage-wrong': bad('这张证书不能用来签署文件', 'This certificate may not sign documents'),
  revoked: bad('印章证书已在 {at} 吊销', 'The seal’s certificate was revoked at {at}'),
  'revoked-later': note(
    '印章证书后来在 {at} 吊销，这份文件盖章在先',
    'The certificate was revoked later, at {at}; this document was sealed before',
  ),
  'revocation-unknown': note(
    '没有用上吊销列表，不知道印章证书是否已吊销',
    'No revocation list applied: whether the certificate was revoked is not known',
  ),
  'revocation-stale': note('吊销列表已过期，可能有新的吊销', 'The revocation list is out of date'),
} as const satisfies Record<string, Entry>

export type FindingCode = keyof typeof findings

export type Finding = {
  readonly code: FindingCode
  readonly grade: 'bad' | 'note'
  readonly zh: string
  readonly en: string
}

export function find(code: FindingCode, facts: Readonly<Record<string, string>> = {}): Finding {
  const { grade, zh, en } = findings[code]
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => shown(facts[name] ?? ''))
  return { code, grade, zh: fill(zh), en: fill(en) }
}

const longest = 100

/**
 * Text from a file as it may be shown: no line breaks, control characters or changes of direction with which a hostile
 * file would write its own verdict onto a terminal or a page.
 */
export function shown(text: string): string {
  const characters = [...text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd')]
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : characters.join('')
}
