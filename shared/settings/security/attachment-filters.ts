/** `security.attachment-filters`: as in the original, the message size limit lives here. */
import * as z from 'zod';
import { field } from '../fields.ts';

const MIB = 1024 * 1024;

export const attachmentFiltersSchema = z.strictObject({
  messageSizeLimit: z
    .int()
    .min(64 * 1024, 'at least 65536 bytes (RFC 5321 section 4.5.3.1.7), or null for unlimited')
    .max(2 * 1024 * MIB)
    .nullable()
    .default(25 * MIB)
    .meta(field('Message size limit (bytes)', 'Bigger messages are refused in the session. Null means unlimited.')),
});
