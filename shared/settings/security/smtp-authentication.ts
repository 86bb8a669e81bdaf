/** `security.smtp-authentication`: who may log in to send, and as whom. */
import * as z from 'zod';
import { parseAddress, parseDomain } from '../../mail/address.ts';
import { field, secretField } from '../fields.ts';

/** A sender address, or `@example.com` for every address of a domain. */
function isSenderPattern(text: string): boolean {
  return text.startsWith('@') ? parseDomain(text.slice(1)) !== undefined : parseAddress(text) !== undefined;
}

export const smtpLoginSchema = z.strictObject({
  name: z.string().min(1).max(320).meta(field('Name', 'The user name, such as "printer" or an address.')),
  password: z.string().min(1).max(1024).meta(secretField('Password', 'Kept as a scrypt hash; a plain password is hashed when the settings are saved.')),
  enabled: z.boolean().default(true).meta(field('Enabled', 'Off: nobody logs in with it, and its sessions end.')),
  note: z.string().max(500).default('').meta(field('Note', 'For whom or what this login is.')),
  addresses: z
    .array(z.string().refine(isSenderPattern, 'must be a mail address, or "@" and a domain for all of its addresses'))
    .default([])
    .meta(
      field(
        'May send as',
        'Sender addresses this login may use, each an address or "@example.com" for a whole domain. Empty means none, unless "sender must match login" is off.',
      ),
    ),
});
export type SmtpLogin = z.infer<typeof smtpLoginSchema>;

export const smtpAuthenticationSchema = z
  .strictObject({
    enabled: z.boolean().default(true).meta(field('Enabled', 'Clients may log in, and whoever has logged in may send to other domains.')),
    usePop3Credentials: z
      .boolean()
      .default(true)
      .meta(
        field('Use POP3 user names and passwords', 'Mailbox accounts log in with their address and their own password. Off: only the SMTP logins below count.'),
      ),
    logins: z.array(smtpLoginSchema).max(10_000).default([]).meta(field('SMTP logins', 'Logins for sending alone, such as those of printers and scripts.')),
    requireTls: z
      .boolean()
      .default(true)
      .meta(field('Require TLS', 'Logins are neither offered nor accepted on a clear-text connection, except from this computer itself.')),
    requireForLocalSenders: z
      .boolean()
      .default(true)
      .meta(
        field(
          'Require for local senders',
          'Mail with a sender of a local domain is refused from clients that have neither logged in nor are trusted, so that outsiders cannot pose as local people.',
        ),
      ),
    senderMustMatchLogin: z
      .boolean()
      .default(true)
      .meta(field('Sender must match login', 'MAIL FROM and the From header must be addresses that belong to the login.')),
    bruteForce: z
      .strictObject({
        enabled: z
          .boolean()
          .default(true)
          .meta(field('Guard against guessing', 'Counts failed logins, over distinct passwords only, and bans addresses that guess.')),
        failuresPerAddress: z
          .int()
          .min(3)
          .max(1000)
          .default(10)
          .meta(field('Wrong passwords of one address', 'Distinct wrong passwords within the time below, before the address is banned.')),
        failuresPerAccount: z
          .int()
          .min(3)
          .max(10_000)
          .default(50)
          .meta(
            field(
              'Wrong passwords for one account',
              'Distinct wrong passwords within the time below, from all addresses together, before logins to the account from addresses unknown to it are refused for a while.',
            ),
          ),
        windowMinutes: z.int().min(1).max(1440).default(30).meta(field('Counted over (minutes)', 'Failures older than this count no more.')),
        banMinutes: z
          .int()
          .min(1)
          .max(10_080)
          .default(60)
          .meta(field('First ban (minutes)', 'Each further ban of the same address lasts four times as long as the one before, up to 30 days.')),
      })
      .prefault({}),
  })
  .superRefine(({ logins }, context) => {
    const seen = new Set<string>();
    for (const [place, { name }] of logins.entries()) {
      const key = name.normalize('NFC').toLowerCase();
      if (seen.has(key)) context.addIssue({ code: 'custom', path: ['logins', place, 'name'], message: `there is another SMTP login "${name}"` });
      seen.add(key);
    }
  });
