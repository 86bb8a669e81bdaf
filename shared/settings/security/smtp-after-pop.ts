/** `security.smtp-after-pop`: a POP3 login lets its client address send for a while. */
import * as z from 'zod';
import { field } from '../fields.ts';

export const smtpAfterPopSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .meta(field('Enabled', 'After a POP3 login the client address may send to other domains for some minutes. Everybody behind the same address may, too.')),
  minutes: z.int().min(1).max(60).default(5).meta(field('Minutes', 'How long after the last POP3 login.')),
});
