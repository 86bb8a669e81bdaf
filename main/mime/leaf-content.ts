/** The content of a leaf on its way to those who asked for it, and the uuencoded blocks in it. */
import { decodeHeaderText } from './header-words.ts';
import type { LeafInfo, LeafSink, MimeVisitor } from './mime-visitor.ts';
import { type PartHeaders, readPartHeaders } from './part-headers.ts';
import { transferDecoder } from './transfer-decoder.ts';
import { UuBlocks } from './uuencode.ts';
import type { WalkBudget } from './walk-budget.ts';

/** Hands the same to several. */
class Tee implements LeafSink {
  readonly #sinks: readonly LeafSink[];

  constructor(sinks: readonly LeafSink[]) {
    this.#sinks = sinks;
  }

  write(bytes: Buffer): void {
    for (const sink of this.#sinks) sink.write(bytes);
  }

  end(): void {
    for (const sink of this.#sinks) sink.end();
  }
}

/** Decodes for as long as somebody is interested. */
class WhileWanted implements LeafSink {
  readonly #sink: LeafSink;
  readonly #decoder: LeafSink;

  constructor(sink: LeafSink, decoder: LeafSink) {
    this.#sink = sink;
    this.#decoder = decoder;
  }

  write(bytes: Buffer): void {
    if (this.#sink.done !== true) this.#decoder.write(bytes);
  }

  end(): void {
    this.#decoder.end();
  }
}

/** Takes what is read once more, or so many `times`, as far as the budget goes. */
export function readAgain(sink: LeafSink, budget: WalkBudget, times: number, onEnd?: () => void): LeafSink {
  return {
    write: (bytes) => {
      if (budget.takeFileBytes(times * bytes.length)) sink.write(bytes);
    },
    end: () => {
      sink.end();
      onEnd?.();
    },
  };
}

/** Begins to walk a message in a file; undefined if that is one too many. */
type MessageOpener = (path: string) => LeafSink | undefined;

/** Tells the visitor of plain text that has no header section of its own, and so is no file. */
export function tellText(path: string, text: string, visitor: MimeVisitor, budget: WalkBudget): void {
  const leaf = tellLeaf(readPartHeaders(path, [], false), visitor, budget, () => undefined);
  leaf?.write(Buffer.from(text, 'latin1'));
  leaf?.end();
}

/**
 * Tells the visitor of a leaf, once for each transfer encoding that it declares.
 * @param openMessage for a file that is a message
 * @returns what takes the raw content; undefined if nobody is interested.
 */
export function tellLeaf(part: PartHeaders, visitor: MimeVisitor, budget: WalkBudget, openMessage: MessageOpener): LeafSink | undefined {
  if (budget.exhausted) return undefined;
  const { info, encodings } = part;
  const tell = (leaf: LeafInfo): LeafSink | undefined => {
    const sink = visitor.leaf(leaf);
    const message = visitor.opensAsMessage?.(leaf) === true ? openMessage(leaf.path) : undefined;
    return sink === undefined || message === undefined ? (sink ?? message) : new Tee([sink, message]);
  };
  let blocks = 0;
  const openBlock = (name: string): LeafSink | undefined => {
    if (!budget.takePart()) return undefined;
    blocks += 1;
    return tell(blockInfo(info, blocks, name));
  };
  const takers: LeafSink[] = [];
  for (const encoding of encodings) {
    const sink = tell(info);
    // Only where clients look for blocks; those of a part that is uuencoded as a whole tell its name.
    const scanned = info.mediaType === 'text/plain' || encoding === 'uuencode';
    const uuBlocks = scanned ? new UuBlocks(openBlock) : undefined;
    if (encoding === 'uuencode') {
      if (sink !== undefined) takers.push(transferDecoder(encoding, sink));
      if (uuBlocks !== undefined) takers.push(uuBlocks);
      continue;
    }
    const both = [sink, uuBlocks].filter((one) => one !== undefined);
    const [only] = both;
    if (only === undefined) continue;
    takers.push(both.length === 1 ? new WhileWanted(only, transferDecoder(encoding, only)) : transferDecoder(encoding, new Tee(both)));
  }
  return takers.length <= 1 ? takers[0] : new Tee(takers);
}

function blockInfo(text: LeafInfo, number: number, name: string): LeafInfo {
  return {
    path: `${text.path}.uu${number}`,
    headers: [],
    mediaType: 'application/octet-stream',
    charset: '',
    names: [decodeHeaderText(name)],
    attachment: true,
  };
}
