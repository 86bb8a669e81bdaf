/**
 * Attached files that are messages to whoever opens them, though they are declared as something else: mail programs and browsers go by
 * the name. And messages in the envelope of their signature, of which mail programs show what is within (RFC 8551 section 3.5.2).
 */
import type { LeafInfo } from '../../mime/mime-visitor.ts';
import { fileNameReadings } from '../attachments/file-name.ts';

/** Of messages (those of Apple Mail with a line before them), of signed ones, and of web pages that were saved as one (RFC 2557). */
const MESSAGE_FILE = /\.(?:emlx?|nws|mht|mhtml|p7m)$/i;

/** RFC 8551 section 3.2, and what stood in its place before. */
const SIGNED_TYPE = /^application\/(?:x-)?pkcs7-mime$/;

export function isMessageFile({ names, mediaType }: Pick<LeafInfo, 'names' | 'mediaType'>): boolean {
  return SIGNED_TYPE.test(mediaType) || names.some((name) => fileNameReadings(name).some((reading) => MESSAGE_FILE.test(reading)));
}
