/**
 * Brings text into the normal form of fold.ts while it streams by, straight into the buffer of whoever searches it.
 * Plain ASCII, which is most mail, goes through a table byte by byte. Of everything else the last character is held back until
 * the next is known: a combining mark at the beginning of the next chunk belongs to it.
 */
import { ASCII_FORMS, GONE, SLOW, SPACE, allUnitForms, foldText } from './fold.ts';

/** Takes UTF-16 units at `buffer[fill]`, as many as `room` says. A Matcher is one. */
export interface UnitSink {
  readonly buffer: Uint16Array;
  fill: number;
  room(): number;
  /** The text is at its end. */
  end(): void;
}

/**
 * Units that are folded together at most: a base character and its marks. No language needs more than a few marks, UAX 15
 * section 13 allows for 30; what piles up more is folded in pieces.
 */
const CLUSTER = 64;

export class Normaliser {
  readonly #sink: UnitSink;
  /** The last unit written was a space: another would be one too many. */
  #afterSpace = false;
  /** Held back: folded but for what may still join it. */
  #held = '';

  constructor(sink: UnitSink) {
    this.#sink = sink;
  }

  /** Takes ASCII; bytes of 128 and more must not occur. */
  ascii(bytes: Uint8Array): void {
    this.#release();
    const sink = this.#sink;
    const { buffer } = sink;
    const forms = ASCII_FORMS;
    let after = this.#afterSpace ? 1 : 0;
    for (let at = 0; at < bytes.length; ) {
      const end = Math.min(bytes.length, at + sink.room());
      let fill = sink.fill;
      // Every unit is written, and a space behind a space written over: a branch at each word would cost more than all the rest.
      while (at < end) {
        if (at + 4 <= end) {
          // Four at a time, unless one of them is gone: the loop costs as much as what is done in it.
          const one = forms[bytes[at] as number] as number;
          const two = forms[bytes[at + 1] as number] as number;
          const three = forms[bytes[at + 2] as number] as number;
          const four = forms[bytes[at + 3] as number] as number;
          if (one !== GONE && two !== GONE && three !== GONE && four !== GONE) {
            buffer[fill] = one;
            fill += 1 - (isSpace(one) & after);
            buffer[fill] = two;
            fill += 1 - (isSpace(two) & isSpace(one));
            buffer[fill] = three;
            fill += 1 - (isSpace(three) & isSpace(two));
            buffer[fill] = four;
            fill += 1 - (isSpace(four) & isSpace(three));
            after = isSpace(four);
            at += 4;
            continue;
          }
        }
        const form = forms[bytes[at] as number] as number;
        at += 1;
        if (form === GONE) continue;
        buffer[fill] = form;
        fill += 1 - (isSpace(form) & after);
        after = isSpace(form);
      }
      sink.fill = fill;
    }
    this.#afterSpace = after === 1;
  }

  /** Takes any text; a surrogate pair may be split between two calls. */
  text(text: string): void {
    const forms = allUnitForms();
    for (let at = 0; at < text.length; ) {
      let last = -1;
      const run = at;
      for (; at < text.length; at += 1) {
        const form = forms[text.charCodeAt(at)] as number;
        if (form === SLOW) break;
        if (form !== GONE) last = at;
      }
      if (last >= 0) {
        this.#release();
        this.#writePlain(text, run, last, forms);
        this.#held = text.charAt(last);
      }
      const joining = at;
      while (at < text.length && forms[text.charCodeAt(at)] === SLOW && at - joining < CLUSTER) at += 1;
      if (at > joining) this.#hold(text.slice(joining, at));
    }
  }

  /** The text is at its end, the next one has nothing to do with it. */
  end(): void {
    this.#release();
    this.#afterSpace = false;
    this.#sink.end();
  }

  /** Adds to what is held back, and writes of it what is too much. */
  #hold(joining: string): void {
    this.#held += joining;
    if (this.#held.length <= CLUSTER) return;
    // Most that gets so long is characters in pairs, such as emoji: cut where one of them begins.
    const cut = lastPairIn(this.#held) || this.#held.length;
    this.#writeCluster(this.#held.slice(0, cut));
    this.#held = this.#held.slice(cut);
  }

  #release(): void {
    if (this.#held !== '') this.#writeCluster(this.#held);
    this.#held = '';
  }

  #writePlain(text: string, from: number, to: number, forms: Uint16Array): void {
    const sink = this.#sink;
    const { buffer } = sink;
    let afterSpace = this.#afterSpace;
    for (let at = from; at < to; ) {
      const end = Math.min(to, at + sink.room());
      let fill = sink.fill;
      for (; at < end; at += 1) {
        const form = forms[text.charCodeAt(at)] as number;
        if (form <= SPACE) {
          if (form === GONE || afterSpace) continue;
          afterSpace = true;
        } else {
          afterSpace = false;
        }
        buffer[fill] = form;
        fill += 1;
      }
      sink.fill = fill;
    }
    this.#afterSpace = afterSpace;
  }

  #writeCluster(cluster: string): void {
    const folded = foldCluster(cluster);
    for (let at = 0; at < folded.length; at += 1) {
      const unit = folded.charCodeAt(at);
      if (unit === SPACE && this.#afterSpace) continue;
      this.#afterSpace = unit === SPACE;
      this.#sink.room();
      this.#sink.buffer[this.#sink.fill] = unit;
      this.#sink.fill += 1;
    }
  }
}

function isSpace(form: number): 0 | 1 {
  return form === SPACE ? 1 : 0;
}

/** Where the last surrogate pair, or first half of one, begins. */
function lastPairIn(text: string): number {
  for (let at = text.length - 1; at > 0; at -= 1) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800) return at;
  }
  return 0;
}

/** Short clusters come again and again: in Hindi each syllable is one. */
const foldedClusters = new Map<string, string>();
const CACHED_CLUSTERS = 4096;

function foldCluster(cluster: string): string {
  const form = cluster.length === 1 ? allUnitForms()[cluster.charCodeAt(0)] : undefined;
  if (form !== undefined && form !== SLOW) return form === GONE ? '' : String.fromCharCode(form);
  const known = foldedClusters.get(cluster);
  if (known !== undefined) return known;
  const folded = foldText(cluster);
  if (cluster.length > 4) return folded;
  if (foldedClusters.size >= CACHED_CLUSTERS) foldedClusters.clear();
  foldedClusters.set(cluster, folded);
  return folded;
}

/** Gathers a whole normal form. */
class Gathering implements UnitSink {
  readonly buffer = new Uint16Array(1024);
  fill = 0;
  text = '';
  room(): number {
    if (this.fill === this.buffer.length) this.#empty();
    return this.buffer.length - this.fill;
  }
  end(): void {
    this.#empty();
  }
  #empty(): void {
    this.text += String.fromCharCode(...this.buffer.subarray(0, this.fill));
    this.fill = 0;
  }
}

/** A text in normal form as a whole: for patterns, and for looking at what a search sees. */
export class NormalText {
  readonly #gathering = new Gathering();
  readonly #normaliser = new Normaliser(this.#gathering);

  ascii(bytes: Uint8Array): void {
    this.#normaliser.ascii(bytes);
  }

  text(text: string): void {
    this.#normaliser.text(text);
  }

  /** The text is at its end. */
  end(): string {
    this.#normaliser.end();
    return this.#gathering.text;
  }
}

/**
 * The normal form of a filter's text. White space around it is dropped: people paste with a space or a line end too many, and a
 * filter that silently never matches helps nobody. '' if nothing is left (only white space or invisible characters).
 */
export function normalisePattern(text: string): string {
  const normal = new NormalText();
  normal.text(text);
  return normal.end().trim();
}
