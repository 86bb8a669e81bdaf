/** Holds one entry against a message with the very scan of real traffic; at a glance where that says the same (quick-look.ts). */
import type { HitPlace } from '../../../shared/admin-api/security.ts';
import { ContentScan } from '../content/content-scan.ts';
import type { AttachmentFacts, ScannedContent } from '../content/scanned-content.ts';
import { compileFilterRules } from '../filters/filter-rules.ts';
import { normalisePattern } from '../filters/normalise.ts';
import { attachmentMatcher } from './attachment-matcher.ts';
import type { Digest } from './digest.ts';
import { quickLook } from './quick-look.ts';
import type { AskedEntry } from './what-if-protocol.ts';

export interface ScanHit {
  readonly subject: string;
  readonly places: readonly HitPlace[];
  /** The file that was found, with where in the message it is; '' for texts. Raw. */
  readonly found: string;
}

export interface EntryScan {
  /** Does the entry hit the message? @param digest what is remembered of it */
  readonly hits: (message: Buffer, digest?: Digest) => boolean;
  /** Where it hits it, for an example; undefined if it does not. */
  readonly look: (message: Buffer) => ScanHit | undefined;
  /** The beginning of a message says nothing: an archive that is cut off cannot be read, whatever it is. */
  readonly needsWhole: boolean;
  /** Looks through a message that comes in pieces. */
  readonly inPieces: () => PieceScan;
}

export interface PieceScan {
  readonly write: (bytes: Buffer) => void;
  readonly end: () => ScanHit | undefined;
}

/** An entry may be scanned for as often as wanted; making this takes a while. */
export function entryScan(asked: AskedEntry): EntryScan {
  const glance = quickLook(asked);
  const inPieces = thorough(asked);
  const look = (message: Buffer): ScanHit | undefined => {
    const scan = inPieces();
    scan.write(message);
    return scan.end();
  };
  const remembered = byDigest(asked);
  return {
    look,
    needsWhole: asked.list === 'attachment-list' && (asked.which === 'unreadable' || asked.which === 'unseen'),
    inPieces,
    hits: (message, digest) => {
      if (digest !== undefined && remembered !== undefined) return remembered(digest);
      const seen = glance?.(message) ?? message.length;
      return typeof seen === 'number' ? look(message.subarray(0, seen)) !== undefined : seen === 'yes';
    },
  };
}

/** Whether the entry hits a message, by what is remembered of it; undefined where looking through the message is quicker. */
function byDigest(asked: AskedEntry): ((digest: Digest) => boolean) | undefined {
  switch (asked.list) {
    case 'filter-list':
      // One pass finds all texts of the list in a message.
      return undefined;
    case 'filters': {
      const pattern = normalisePattern(asked.entry.text);
      return (digest) => pattern !== '' && digest.holds(pattern, asked.entry.scope);
    }
    case 'attachment-filters':
    case 'attachment-list': {
      const matches = attachmentMatcher(asked);
      return ({ attachments }) => attachments.some((attachment) => matches(attachment) !== undefined);
    }
  }
}

function thorough(asked: AskedEntry): EntryScan['inPieces'] {
  switch (asked.list) {
    case 'filters':
    case 'filter-list': {
      const entries = asked.list === 'filters' ? [asked.entry] : asked.entries;
      const rules = compileFilterRules(entries.map((entry) => ({ ...entry, action: 'reject', enabled: true, note: '', expires: null })));
      return () =>
        scanning(new ContentScan(rules, { attachments: false }), ({ subject, filterHits }) =>
          filterHits.length === 0 ? undefined : { subject, places: [...new Set(filterHits.map(({ where }) => where))], found: '' },
        );
    }
    case 'attachment-filters':
    case 'attachment-list': {
      const rules = compileFilterRules([]);
      const matches = attachmentMatcher(asked);
      return () =>
        scanning(new ContentScan(rules, { attachments: true }), ({ subject, attachments }) => {
          for (const attachment of attachments) {
            const place = matches(attachment);
            if (place !== undefined) return { subject, places: [place], found: described(attachment) };
          }
          return undefined;
        });
    }
  }
}

function scanning(scan: ContentScan, hitOf: (content: ScannedContent) => ScanHit | undefined): PieceScan {
  return { write: (bytes) => scan.write(bytes), end: () => hitOf(scan.end()) };
}

function described({ names, place }: AttachmentFacts): string {
  const [name] = names;
  return name === undefined ? place : `${name} (${place})`;
}
