/** Looks through the content of a message while it arrives. Small messages are looked through at once, larger ones in a worker. */
import type { ScannedContent } from './scanned-content.ts';

export interface ContentScanner {
  /** It copies what it is given, if it looks at it at all: the bytes may be given up once `write` has returned, or its promise has resolved. */
  readonly copies: boolean;
  /** Takes bytes, which must not change afterwards, unless it `copies`. Returns a promise when the caller must wait before it goes on, else undefined. Never rejects. */
  write(bytes: Buffer): Promise<void> | undefined;
  /** What was found; at once where nothing has to be waited for. Throws or rejects if the content could not be looked through for a fault of ours. */
  end(): ScannedContent | Promise<ScannedContent>;
  /** Nobody wants to know any more; safe to call at any time. */
  abort(): void;
}
