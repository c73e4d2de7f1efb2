/** E-mail by SMTP. Every failure is thrown with the server's own words; what to do then is the job's business. */
import { createTransport } from 'nodemailer'
import type { Mail } from './words.ts'

export type Post = {
  readonly from: string
  readonly to: string
  readonly mail: Mail
  /** The same each time the same notices are sent: a mailbox may see that it has them already. */
  readonly id: string
}
export type Mailer = { readonly send: (post: Post) => Promise<void>; readonly close: () => void }

/** @param url `smtp://` tries STARTTLS, `smtps://` speaks TLS from the start */
export function createMailer(url: string): Mailer {
  const transport = createTransport(url, {})
  return {
    send: async ({ from, to, mail, id }) => {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        ...mail,
        messageId: `<${id}@yizhan>`,
        headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' },
        // Words of services come from the catalogue: nothing in them may read a file or fetch an address.
        disableFileAccess: true,
        disableUrlAccess: true,
      })
    },
    close: () => transport.close(),
  }
}
