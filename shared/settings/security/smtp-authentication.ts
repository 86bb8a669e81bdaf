/** `security.smtp-authentication`: who may log in to send. */
import * as z from 'zod';
import { field } from '../fields.ts';

export const smtpAuthenticationSchema = z.strictObject({
  enabled: z.boolean().default(true).meta(field('Enabled', 'Clients may log in, and whoever has logged in may send to other domains.')),
  requireTls: z
    .boolean()
    .default(true)
    .meta(field('Require TLS', 'Logins are neither offered nor accepted on a clear-text connection, except from this computer itself.')),
});
