/** `security.attachment-filters`: kinds of files that messages must not carry. As in the original, the message size limit lives here. */
import * as z from 'zod';
import { field } from '../fields.ts';
import { actionField, filterActionSchema } from './filters.ts';
import { noteSchema } from './list-fields.ts';

const MIB = 1024 * 1024;

export const attachmentEntrySchema = z.strictObject({
  pattern: z
    .string()
    .min(1)
    .max(255)
    .meta(
      field(
        'Pattern',
        '".EXE" that type; ".E*" every type that begins with E; "invoice*.zip" (without a leading dot) the whole name. * is any run, ? exactly one character.',
      ),
    ),
  action: filterActionSchema.default('reject').meta(actionField),
  enabled: z.boolean().default(true).meta(field('Enabled', 'Off: kept, but not used.')),
  note: noteSchema,
});
export type AttachmentEntry = z.infer<typeof attachmentEntrySchema>;

/** Types that run when a person opens them on a common system. */
const EXECUTABLE_TYPES = '.EXE .COM .SCR .PIF .BAT .CMD .VB? .JS .JSE .WS? .MSI .HTA .CPL .LNK .REG .PS1 .JAR .ISO .IMG .VHD*'.split(' ');

export const attachmentFiltersSchema = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .meta(field('Enabled', 'The names and the content of attached files, those in ZIP archives too, are held against the list below.')),
  entries: z
    .array(attachmentEntrySchema)
    .max(10_000)
    .default(EXECUTABLE_TYPES.map((pattern) => ({ pattern, action: 'reject', enabled: true, note: '' })))
    .meta(field('File types', 'The patterns.')),
  byContent: z
    .boolean()
    .default(true)
    .meta(field('Judge by content', 'A file that begins like a Windows, Linux or macOS program counts as .EXE, whatever its name.')),
  refuseUnreadableArchives: z
    .boolean()
    .default(false)
    .meta(field('Refuse unreadable archives', 'A ZIP archive that is damaged, or too deep or too big to be read, is refused.')),
  refuseUnseenArchives: z
    .boolean()
    .default(true)
    .meta(
      field(
        'Refuse archives that were not seen whole',
        'An archive is refused that has too many files for all their names to be looked at, or is built so that programs find different files in it; and so is one with an archive in it that is too deep or packed as no honest one is, or with more than a thousand that had to stay closed: any file could be in them. Off: they pass, and the trace says so.',
      ),
    ),
  messageSizeLimit: z
    .int()
    .min(64 * 1024, 'at least 65536 bytes (RFC 5321 section 4.5.3.1.7), or null for unlimited')
    .max(2 * 1024 * MIB)
    .nullable()
    .default(25 * MIB)
    .meta(field('Message size limit (bytes)', 'Bigger messages are refused in the session. Null means unlimited.')),
  ignoreWhenUnlimited: z
    .boolean()
    .default(false)
    .meta(
      field('Ignore the list when the size is unlimited', 'As the original did: without a message size limit, attachments are not looked at. Not recommended.'),
    ),
});
