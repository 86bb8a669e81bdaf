/**
 * Makes the scanner of each message. What fits in memory is looked through here when it has arrived, in less time than a
 * worker would need to be told; anything larger goes to the worker piece by piece, so that no session waits for another's
 * big message. Lists of filters are compiled once for each change of the settings, long ones in the worker.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { FilterEntry } from '../../../shared/settings/security/filters.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { GatheredBytes } from '../../gathered-bytes.ts';
import { prepareAttachmentList } from '../options/attachment-filters.ts';
import { compileFilterRules, type FilterRules } from '../filters/filter-rules.ts';
import { ContentScan } from './content-scan.ts';
import type { ContentScanner } from './content-scanner.ts';
import type { ScanWishes } from './scan-protocol.ts';
import { ScanThread } from './scan-thread.ts';
import type { ScannedContent } from './scanned-content.ts';

/** Lists up to this length are compiled at once: a few milliseconds. */
const COMPILED_HERE = 200;
const NO_ENTRIES: readonly FilterEntry[] = [];

export class Scanners {
  readonly #thread: ScanThread;
  /** Rules by the list they were made of; settings that are gone take theirs along. */
  readonly #rules = new WeakMap<readonly FilterEntry[], FilterRules | Promise<FilterRules>>();

  constructor(onFault: (error: Error) => void) {
    this.#thread = new ScanThread(onFault);
  }

  /** Starts to look through a message under these settings. */
  open(settings: Settings): ContentScanner {
    return new MessageScanner(this.#rulesOf(settings), wishesOf(settings), this.#thread);
  }

  /** Compiles the filters of settings that are about to be used, so that no message waits for it. */
  prepare(settings: Settings): void {
    // A failure is seen again, and answered, by the first message.
    Promise.resolve(this.#rulesOf(settings)).catch(() => undefined);
  }

  /** Makes ready the attachment filters of settings that are about to be in force. Never rejects: what fails here is done by the first message. */
  async prepareAttachments({ security }: Settings): Promise<void> {
    await prepareAttachmentList(security['attachment-filters'].entries, async (texts) => await this.#thread.compileTexts(texts)).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }

  #rulesOf({ security }: Settings): FilterRules | Promise<FilterRules> {
    const entries = security.filters.enabled ? security.filters.entries : NO_ENTRIES;
    const known = this.#rules.get(entries);
    if (known !== undefined) return known;
    const rules = entries.length <= COMPILED_HERE ? compileFilterRules(entries) : this.#compileThere(entries);
    this.#rules.set(entries, rules);
    return rules;
  }

  async #compileThere(entries: readonly FilterEntry[]): Promise<FilterRules> {
    try {
      const rules = await this.#thread.compile(entries);
      this.#rules.set(entries, rules);
      return rules;
    } catch (error) {
      this.#rules.delete(entries);
      throw error;
    }
  }
}

function wishesOf({ security }: Settings): ScanWishes {
  const { enabled, entries, refuseUnreadableArchives, messageSizeLimit, ignoreWhenUnlimited } = security['attachment-filters'];
  const ignored = ignoreWhenUnlimited && messageSizeLimit === null;
  return { attachments: enabled && !ignored && (refuseUnreadableArchives || entries.some((entry) => entry.enabled)) };
}

class MessageScanner implements ContentScanner {
  readonly #rules: FilterRules | Promise<FilterRules>;
  readonly #wishes: ScanWishes;
  readonly #thread: ScanThread;
  /** What has arrived so far, until it is too much to keep. */
  readonly #kept = new GatheredBytes();
  /** The scan in the worker. */
  #scan: number | undefined;
  #failure: Error | undefined;
  #ended = false;

  constructor(rules: FilterRules | Promise<FilterRules>, wishes: ScanWishes, thread: ScanThread) {
    this.#rules = rules;
    this.#wishes = wishes;
    this.#thread = thread;
  }

  write(bytes: Buffer): Promise<void> | undefined {
    if (this.#ended) return undefined;
    if (this.#scan !== undefined) return this.#thread.write(this.#scan, bytes);
    if (this.#kept.length + bytes.length > FIXED_LIMITS.inlineMessageBytes) return this.#moveToWorker(bytes);
    this.#kept.add(bytes);
    return undefined;
  }

  get copies(): boolean {
    return this.#ended || this.#scan !== undefined;
  }

  /** Once in the worker, what was kept goes there, and then what has just come; while the rules are not ready the client waits. */
  #moveToWorker(bytes: Buffer): Promise<void> | undefined {
    const rules = this.#rules;
    if (!(rules instanceof Promise)) return this.#open(rules, bytes);
    return rules.then(
      async (compiled) => await this.#open(compiled, bytes),
      (error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error));
        this.abort();
      },
    );
  }

  #open(rules: FilterRules, bytes: Buffer): Promise<void> | undefined {
    if (this.#ended) return undefined;
    const scan = this.#thread.open(rules, this.#wishes);
    this.#scan = scan;
    // Whoever waits, waits for all that is on its way.
    void this.#thread.write(scan, this.#kept.take());
    return this.#thread.write(scan, bytes);
  }

  end(): ScannedContent | Promise<ScannedContent> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#ended = true;
    if (this.#scan !== undefined) return this.#thread.end(this.#scan);
    const rules = this.#rules;
    return rules instanceof Promise ? rules.then((compiled) => this.#scanHere(compiled)) : this.#scanHere(rules);
  }

  #scanHere(rules: FilterRules): ScannedContent {
    const scan = new ContentScan(rules, this.#wishes);
    scan.write(this.#kept.take());
    return scan.end();
  }

  abort(): void {
    this.#ended = true;
    this.#kept.take();
    if (this.#scan !== undefined) this.#thread.abort(this.#scan);
  }
}
