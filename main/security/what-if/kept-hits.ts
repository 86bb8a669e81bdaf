/**
 * Looks through the newest kept messages for one entry, with the scan of real traffic, in turns: between two of them the thread
 * hears whether anybody still wants to know.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { Turns } from '../../settings/turns.ts';
import type { KeptMessage, KeptMessages, Share } from '../../store/kept-messages.ts';
import type { Digests } from './digests.ts';
import { type EntryScan, entryScan, type ScanHit } from './entry-scan.ts';
import type { Learned } from './learned.ts';
import type { KeptHit, KeptHits, MessagesQuestion } from './what-if-protocol.ts';

export interface Budget {
  /** No time is left. */
  over(): boolean;
  /** Nobody wants to know any more. */
  cancelled(): boolean;
}

export interface Knowledge {
  readonly learned: Learned;
  readonly digests: Pick<Digests, 'get'>;
}

/**
 * @param learned what is known of this question already, and what comes to it
 * @param digests what is known of the messages
 * @returns undefined if it was cancelled
 */
export async function findKeptHits(
  kept: KeptMessages,
  { asked, messages }: MessagesQuestion,
  share: Share,
  { learned, digests }: Knowledge,
  budget: Budget,
): Promise<KeptHits | undefined> {
  const scan = entryScan(asked);
  const turns = new Turns();
  const tally = new Tally(kept, { learned, digests });
  for (const message of kept.newest(messages, share)) {
    if (turns.over) {
      await turns.next();
      if (budget.cancelled()) return undefined;
    }
    // One that is read whole may be a hundred megabytes: of these, the time allows for what it allows.
    const atLeast = message.cut && scan.needsWhole ? 1 : FIXED_LIMITS.whatIfAtLeast;
    if (tally.examined >= atLeast && budget.over()) return tally.result(kept.count(messages), false);
    tally.examine(message, scan);
  }
  return tally.result(kept.count(messages), true);
}

class Tally {
  readonly #kept: KeptMessages;
  readonly #knowledge: Knowledge;
  readonly #examples: KeptHit[] = [];
  examined = 0;
  #cut = 0;
  #hits = 0;
  #held = 0;

  constructor(kept: KeptMessages, knowledge: Knowledge) {
    this.#kept = kept;
    this.#knowledge = knowledge;
  }

  examine(message: KeptMessage, scan: EntryScan): void {
    const readWhole = message.cut && scan.needsWhole;
    const hit = readWhole ? this.#isHitWhole(message, scan) : this.#isHit(message, scan);
    if (hit === undefined) return;
    this.examined += 1;
    if (message.cut && !readWhole) this.#cut += 1;
    if (!hit) return;
    this.#hits += 1;
    if (message.held) this.#held += 1;
    if (this.#examples.length >= FIXED_LIMITS.whatIfExamples) return;
    const found = readWhole ? this.#lookWhole(message, scan) : scan.look(message.bytes);
    if (found === undefined || found === 'gone') return;
    const { traceId, receivedAt, reversePath, held } = message;
    const recipients = this.#kept.recipientsOf(message.id);
    const shown = recipients.slice(0, FIXED_LIMITS.whatIfExamples);
    this.#examples.push({ traceId, at: receivedAt, reversePath, recipients: shown, recipientCount: recipients.length, held, ...found });
  }

  #isHit({ id, bytes }: KeptMessage, scan: EntryScan): boolean {
    const { learned, digests } = this.#knowledge;
    const known = learned.isHit(id);
    if (known !== undefined) return known;
    const hit = scan.hits(bytes, digests.get(id));
    learned.note(id, hit);
    return hit;
  }

  /** Undefined for a message that is gone. */
  #isHitWhole(message: KeptMessage, scan: EntryScan): boolean | undefined {
    const { learned } = this.#knowledge;
    const known = learned.isHit(message.id);
    if (known !== undefined) return known;
    const found = this.#lookWhole(message, scan);
    if (found === 'gone') return undefined;
    learned.note(message.id, found !== undefined);
    return found !== undefined;
  }

  #lookWhole({ id }: KeptMessage, { inPieces }: EntryScan): ScanHit | undefined | 'gone' {
    const scan = inPieces();
    return this.#kept.readWhole(id, (bytes) => scan.write(bytes)) ? scan.end() : 'gone';
  }

  result(kept: number, complete: boolean): KeptHits {
    return { kept, examined: this.examined, complete, cut: this.#cut, hits: this.#hits, held: this.#held, examples: this.#examples };
  }
}
