/** Attached files that are messages to whoever opens them, though they are declared as something else: mail programs and browsers go by the name. */
import type { LeafInfo } from '../../mime/mime-visitor.ts';
import { fileNameReadings } from '../attachments/file-name.ts';

/** Of messages (those of Apple Mail with a line before them), and of web pages that were saved as one (RFC 2557). */
const MESSAGE_FILE = /\.(?:emlx?|nws|mht|mhtml)$/i;

export function isMessageFile({ names }: Pick<LeafInfo, 'names'>): boolean {
  return names.some((name) => fileNameReadings(name).some((reading) => MESSAGE_FILE.test(reading)));
}
