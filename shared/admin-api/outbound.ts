/** Admin API, area `outbound`: what each login sends to other servers, and what is held because it was too much. Texts are escaped. */
import * as z from 'zod';
import { procedure } from './errors.ts';

const limitSchema = z.number().int().nullable();

export const outboundSenderSchema = z.object({
  /** The address of an account, the name of an SMTP login, or `client` and an IP address that has sent without logging in. */
  sender: z.string(),
  kind: z.enum(['account', 'smtp-login', 'client']),
  /** Of a client: the accounts that it may send for, since they have fetched mail from there by POP3 a short time ago. */
  accounts: z.array(z.string()),
  /** False once it has been disabled or removed. */
  enabled: z.boolean(),
  messagesThisHour: z.number().int(),
  messagesThisDay: z.number().int(),
  newRecipientsThisHour: z.number().int(),
  newRecipientsThisDay: z.number().int(),
  /** In force; null: without limit. */
  limits: z.object({ messagesPerHour: limitSchema, messagesPerDay: limitSchema, newRecipientsPerHour: limitSchema, newRecipientsPerDay: limitSchema }),
  /** Messages that are held; they are in the quarantine, with these ids, the newest first. */
  held: z.array(z.number().int()),
});
export type OutboundSender = z.infer<typeof outboundSenderSchema>;

const senderSchema = z.string().trim().min(1).max(320);

export const outboundContract = {
  /** Whoever has sent something in the last day, and whoever has something held: these first. */
  list: procedure.output(z.array(outboundSenderSchema)),
  /** Sends on all that is held of a sender, begins to count anew for it, and takes the recipients for known. */
  release: procedure
    .input(z.object({ sender: senderSchema }))
    .output(z.object({ released: z.array(z.number().int()), refused: z.array(z.object({ id: z.number().int(), message: z.string() })) })),
  /** Closes the sessions of a login and disables it; of a client that sends because of POP3 logins, the accounts of these. What is held of it stays so, or is discarded for good. */
  block: procedure.input(z.object({ sender: senderSchema, discard: z.boolean().default(false) })).output(z.object({ discarded: z.number().int() })),
};
