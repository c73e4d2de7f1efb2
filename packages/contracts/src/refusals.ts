/**
 * The one catalogue of expected refusals. A refusal is a value on its way through the server and becomes an
 * RFC 9457 problem at the edge. `{name}` is replaced by the fact of that name.
 */
type Entry = {
  readonly status: number
  readonly zh: string
  readonly en: string
  readonly nextZh?: string
  readonly nextEn?: string
}

const entry = (status: number, zh: string, en: string, nextZh?: string, nextEn?: string): Entry => ({
  status,
  zh,
  en,
  ...(nextZh === undefined ? {} : { nextZh }),
  ...(nextEn === undefined ? {} : { nextEn }),
})

export const refusals = {
  'platform.invalid': entry(
    400,
    '有几处要改',
    'Some answers need a change',
    '按提示改好再提交',
    'Change the marked answers and send again',
  ),
  'platform.not-found': entry(404, '没有找到', 'Not found', '看看地址有没有写错', 'Check the address'),
  'platform.sign-in': entry(
    401,
    '先登录再看',
    'Sign in first',
    '登录后会回到这里',
    'You will come back here after signing in',
  ),
  'platform.forbidden': entry(
    403,
    '这件事只有本人和经办人能看',
    'Only the person concerned and those who handle it may see this',
  ),
  'platform.csrf': entry(
    403,
    '页面放得太久了',
    'This page has been open too long',
    '刷新后再试，你写的还在',
    'Reload and try again; what you wrote is kept',
  ),
  'platform.too-many': entry(
    429,
    '试得太快了',
    'Too many tries',
    '{seconds} 秒后再试',
    'Try again in {seconds} seconds',
  ),
  'platform.upload-enough': entry(
    429,
    '今天传的文件太多了',
    'Too much was uploaded today',
    '明天再传；等不及就找信息中心',
    'Upload the rest tomorrow, or ask the information centre',
  ),
  'platform.idempotency-missing': entry(
    400,
    '这个请求少了 Idempotency-Key',
    'The request has no Idempotency-Key header',
    '带上一个新的 UUID 再发',
    'Send a new UUID in that header',
  ),
  'platform.idempotency-reused': entry(
    422,
    '同一个 Idempotency-Key 发了不同的内容',
    'The same Idempotency-Key came with different content',
    '换一个新的 UUID',
    'Use a new UUID',
  ),
  'platform.in-progress': entry(
    409,
    '上一次提交还在办',
    'The first attempt is still running',
    '稍等几秒再看',
    'Wait a few seconds',
  ),
  'platform.busy': entry(
    503,
    '现在人多，没存上，你写的还在',
    'Busy now; not saved, what you wrote is kept',
    '过一会儿再试',
    'Try again shortly',
  ),
  'platform.failed': entry(
    500,
    '没存上，你写的还在',
    'Not saved; what you wrote is kept',
    '再试一次。还不行就把编号 {request} 告诉信息中心',
    'Try again; if it stays, tell the IT centre the number {request}',
  ),
  'platform.upload-too-large': entry(
    413,
    '文件超过 {limit} MB',
    'The file is larger than {limit} MB',
    '压缩或分开上传',
    'Compress or split it',
  ),
  'platform.upload-slow': entry(
    408,
    '文件 {seconds} 秒还没传完',
    'The file did not arrive within {seconds} seconds',
    '换个网络好一点的地方再传',
    'Try again on a faster network',
  ),
  'platform.upload-type': entry(
    415,
    '这种文件不收（看内容是 {found}）',
    'This kind of file is not taken (its content is {found})',
    '可以传 {allowed}',
    'Allowed: {allowed}',
  ),

  'account.wrong': entry(
    401,
    '账号或密码不对',
    'The account or the password is wrong',
    '看看大小写；忘了密码找学院信息员',
    'Check capitals; your school can reset it',
  ),
  'account.slow-down': entry(
    429,
    '试的次数多了，先歇一下',
    'Too many tries from here',
    '{seconds} 秒后再试，账号没有被锁',
    'Try again in {seconds} seconds; the account is not locked',
  ),
  'account.reset-own': entry(
    403,
    '自己的密码自己改',
    'Change your own password yourself',
    '在「账号与设置」里改',
    'Under “Account and settings”',
  ),
  'account.reset-higher': entry(
    403,
    '这个人能办的事超出你管的范围',
    'This person may do more than your right covers',
    '请上一级的人员管理员来办',
    'Ask an administrator of the unit above',
  ),
  'account.setup-number': entry(
    409,
    '「{number}」已在人员库里，姓名不是「{name}」，或者已离校',
    '“{number}” is already on record with a name other than “{name}”, or has departed',
    '核对工号和姓名，或换一个工号',
    'Check number and name, or use another number',
  ),
  'account.must-change': entry(
    403,
    '第一次登录要先改密码',
    'Change the password first',
    '改好就能继续',
    'Then you can go on',
  ),
  'account.weak': entry(
    422,
    '这个密码容易被猜到：{reason}',
    'This password is easy to guess: {reason}',
    '用三四个不相干的词，更好记也更安全',
    'Three or four unrelated words are easier and safer',
  ),
  'account.old-wrong': entry(422, '现在的密码不对', 'The present password is wrong'),
  'account.same': entry(422, '新密码和现在的一样', 'The new password is the present one'),
  'account.not-active': entry(
    403,
    '这个账号已停用',
    'This account is closed',
    '有疑问找所在单位',
    'Ask your unit',
  ),
  'account.setup-done': entry(409, '已经设置过了', 'Set-up is already done', '直接登录', 'Sign in'),
  'account.setup-code': entry(
    403,
    '设置码不对',
    'The set-up code is wrong',
    '看服务器启动时打印的那一行',
    'It is printed when the server starts',
  ),

  'people.unit-unknown': entry(404, '没有这个单位', 'There is no such unit'),
  'people.member-unknown': entry(404, '没有这个人', 'There is no such person'),
  'people.grant-self': entry(
    403,
    '不能给自己授权，也不能撤掉对自己的限制',
    'Nobody gives themselves a grant or lifts a restriction on themselves',
    '请另一位能授权的人来办',
    'Ask somebody else who may give grants',
  ),
  'people.import-bad': entry(
    422,
    '{count} 行有问题，一行也没有导入',
    '{count} lines are bad; nothing was imported',
    '改好后整份再传',
    'Correct the file and send it again',
  ),
  'people.import-unreadable': entry(422, '读不懂这份文件：{reason}', 'The file cannot be read: {reason}'),
  'people.import-departures': entry(
    409,
    '这份文件会让 {departed} 个（共 {of} 个）停用，一行也没有导入',
    'This file would end {departed} of {of}; nothing was imported',
    '核对文件是不是全的；确实如此，就确认这个数再导入',
    'Check that the file is complete; if it is, confirm this number and import again',
  ),
  'people.import-running': entry(
    409,
    '另一份导入正在进行',
    'Another import is running',
    '等它结束再传',
    'Wait until it ends',
  ),

  'process.gone': entry(
    409,
    '{who}已经办了这件事',
    '{who} has already dealt with this',
    '列表已更新',
    'The list is up to date now',
  ),
  'process.withdrawn': entry(
    409,
    '{who}撤回了申请，不用办了',
    '{who} withdrew the application; there is nothing left to decide',
    '列表已更新',
    'The list is up to date now',
  ),
  'process.changed': entry(
    409,
    '这件事刚刚有变化',
    'This has just changed',
    '看一眼再决定',
    'Look again, then decide',
  ),
  'process.not-yours': entry(403, '这件事不在你手里', 'This is not yours to decide'),
  'process.own-case': entry(403, '自己的申请不能自己批', 'Nobody decides their own application'),
  'process.outcome-not-offered': entry(422, '这一步不能这样办', 'This step does not offer that'),
  'process.reason-needed': entry(
    422,
    '写一句原因，申请人会看到',
    'Write a reason; the applicant will see it',
  ),
  'process.opinion-unprintable': entry(
    422,
    '文书里印不出{characters}，换一个写法',
    'The document cannot print {characters}; write it another way',
  ),
  'process.nobody': entry(
    422,
    '「{step}」现在没有人办',
    'Nobody holds the step “{step}” now',
    '找{unit}问一下，办的人到岗后再提交',
    'Ask {unit}; apply again when somebody is in post',
  ),
  'process.no-branch': entry(
    422,
    '按现在填的内容走不下去：「{step}」',
    'The answers lead nowhere at “{step}”',
    '改一下再提交',
    'Change the answers and send again',
  ),
  'process.not-running': entry(409, '这件事已经结束', 'This has already ended'),
  'process.not-returned': entry(409, '这件事没有退回，不用重新提交', 'This was not returned'),
  'process.duplicate': entry(409, '这一步已经办过', 'This was already done'),
  'process.not-failed': entry(409, '这一步没有出错，不用处理', 'This step has not failed'),
  'process.not-waiting': entry(409, '没有人等你补材料', 'Nobody waits for more from you'),

  'hall.service-unknown': entry(
    404,
    '没有这项服务',
    'There is no such service',
    '换个词再找',
    'Try other words',
  ),
  'hall.not-for-you': entry(
    403,
    '这项服务办给{audience}',
    'This service is for {audience}',
    '看看同类的服务',
    'See services of the same kind',
  ),
  'hall.version-old': entry(
    409,
    '这张表刚更新过',
    'The form has just been updated',
    '你填的还在，核对后再提交',
    'What you filled is kept; check and send again',
  ),
  'hall.draft-too-large': entry(
    413,
    '草稿太大，没有保存',
    'The draft is too large and was not saved',
    '少写一些，长的内容放进附件',
    'Shorten it; put long text into an attachment',
  ),
  'hall.draft-late': entry(
    409,
    '这份申请已经提交，草稿没有保存',
    'This application was sent already; the draft was not saved',
    '要再申请一次，重新打开表单',
    'To apply once more, open the form again',
  ),
  'hall.draft-elsewhere': entry(
    409,
    '这份草稿 {at} 在别处改过',
    'This draft was changed elsewhere on {at}',
    '在另一台设备或另一个页面上。你这里写的还在，看看用哪一份',
    'On another device or page. What you wrote here is kept; choose which one to use',
  ),
  'hall.answers': entry(
    422,
    '有几处要改',
    'Some answers need a change',
    '按提示改好再提交',
    'Change the marked answers and send again',
  ),
  'hall.case-unknown': entry(404, '没有这件事', 'There is no such case'),
  'hall.not-finished': entry(409, '办完才能评价', 'It can be rated when it has ended'),
  'hall.rated': entry(409, '你已经评过了', 'You have rated it already'),
  'hall.calendar-unpublished': entry(
    409,
    '{year} 年的放假安排还没公布，暂时定不了日期',
    'The holidays of {year} are not published, so no date can be promised',
    '等学校办公室发布校历',
    'Wait for the university calendar',
  ),
  'hall.file-not-yours': entry(403, '这份材料不是你传的', 'You did not upload this file'),

  'notice.streams-full': entry(
    503,
    '现在看实时通知的人太多',
    'Too many people follow live notices now',
    '{seconds} 秒后再连；刷新页面也能看到通知',
    'Connect again in {seconds} seconds; reloading the page shows notices too',
  ),
  'notice.delivered': entry(409, '这一条已经重发了', 'This one was sent again already'),
  'seal.document-unknown': entry(
    404,
    '没有这份文件',
    'There is no such document',
    '看看查验码有没有写错',
    'Check the code',
  ),
  'seal.document-closed': entry(
    403,
    '这份文件里有你的授权不包括的内容',
    'The document shows data that your right does not cover',
    '需要时向本人或盖章单位要',
    'Ask the person, or the office that sealed it',
  ),
  'seal.already-withdrawn': entry(
    409,
    '这份文件已经撤回，或已由新的代替',
    'The document is already withdrawn, or a newer one took its place',
  ),
  'seal.glyph-missing': entry(
    422,
    '字库里没有「{character}」（{code}），没有盖章',
    'The font has no “{character}” ({code}); nothing was sealed',
    '转{owner}人工办理',
    '{owner} will handle it by hand',
  ),
  'seal.field-missing': entry(
    422,
    '记录里没有「{field}」，没有盖章',
    'The record has no “{field}”; nothing was sealed',
    '补上记录后重试',
    'Complete the record, then try again',
  ),
  'seal.no-seal': entry(
    422,
    '「{service}」没有合适的印章，没有盖章',
    'No seal fits “{service}”; nothing was sealed',
    '核对 seals.yaml 和申请人所在学院',
    'Check seals.yaml and the applicant’s school',
  ),
  'seal.other-university': entry(
    422,
    '印章是「{seals}」的，学校名是「{site}」，没有盖章',
    'The seals are those of “{seals}”, the site is “{site}”; nothing was sealed',
    '在 catalogue/seals.yaml 写上本校的印章，再重试',
    'Enter your own seals in catalogue/seals.yaml, then try again',
  ),
  'seal.never-used': entry(
    404,
    '没有「{seal}」这枚印章，或它还没有盖过章',
    'There is no seal “{seal}”, or it never stamped',
    '没有盖过章的，从 catalogue/seals.yaml 里去掉就行',
    'One that never stamped is taken out of catalogue/seals.yaml',
  ),
  'seal.stopped': entry(
    409,
    '「{seal}」已停用，没有盖章',
    'The seal “{seal}” is stopped; nothing was sealed',
    '停用不能撤回：这一步改由人工盖章后跳过',
    'Stopping is final: seal the paper by hand and skip the step',
  ),
  'seal.not-pdf': entry(422, '这不是 PDF 文件', 'This is not a PDF file'),
} as const satisfies Record<string, Entry>

export type RefusalCode = keyof typeof refusals

export type Refusal = {
  readonly ok: false
  readonly code: RefusalCode
  readonly facts?: Readonly<Record<string, unknown>>
  readonly fields?: readonly { readonly path: string; readonly zh: string; readonly en: string }[]
}

/** An expected no: a value, not an exception. */
export function refuse(code: RefusalCode, facts?: Refusal['facts'], fields?: Refusal['fields']): Refusal {
  return { ok: false, code, ...(facts ? { facts } : {}), ...(fields ? { fields } : {}) }
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false && 'code' in value
}
