/** `logging`: what is written down, and for how long. The switches are those of the original. */
import * as z from 'zod';
import { field } from './fields.ts';

export const loggingSchema = z.strictObject({
  smtpCommands: z.boolean().default(true).meta(field('SMTP commands', 'Log each command of a client (never its passwords).')),
  smtpConversations: z.boolean().default(false).meta(field('SMTP conversations', 'Log the replies of the server too.')),
  popCommands: z.boolean().default(true).meta(field('POP commands', 'Log each POP3 command of a client (never its passwords).')),
  adminActions: z.boolean().default(true).meta(field('Administrator actions', 'Log each change made in a window or on the command line.')),
  toFile: z.boolean().default(true).meta(field('Log to file', 'Write a log file a day, besides the database.')),
  keepDays: z.int().min(1).max(3650).default(30).meta(field('Keep for (days)', 'Log files and events older than this are removed.')),
  traceDays: z
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .meta(field('Keep decisions for (days)', 'What was decided about each message and each refused session, and why.')),
  traceContent: z
    .boolean()
    .default(true)
    .meta(
      field(
        'Keep content with decisions',
        'Subject, From header and names of attachments, and what a check found in them. Off for those who must not keep these.',
      ),
    ),
});
export type LoggingSettings = z.infer<typeof loggingSchema>;
