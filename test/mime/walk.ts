/** Walks a message and notes all that the visitor is told, in a form that tests can compare. */
import type { LeafInfo, MimeVisitor } from '../../main/mime/mime-visitor.ts';
import { MimeWalker } from '../../main/mime/mime-walker.ts';
import type { WalkLimits } from '../../main/mime/walk-budget.ts';

export interface WalkedLeaf extends LeafInfo {
  readonly content: Buffer;
  readonly ended: boolean;
}

export interface Walked {
  /** `message `, `part 1`, `attached-message 2`, `container 1`, `leaf 1 text/plain` in the order told. */
  readonly order: readonly string[];
  readonly leaves: readonly WalkedLeaf[];
  readonly containers: readonly LeafInfo[];
  readonly headers: readonly { readonly path: string; readonly lines: readonly string[] }[];
  readonly wire: Buffer;
  readonly tooComplex: readonly string[];
}

/** Pieces of `size` bytes. */
export function pieces(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}

export function walk(chunks: readonly Buffer[], limits?: Partial<WalkLimits>): Walked {
  const order: string[] = [];
  const leaves: { info: LeafInfo; content: Buffer[]; ended: boolean }[] = [];
  const containers: LeafInfo[] = [];
  const headers: { path: string; lines: string[] }[] = [];
  const wire: Buffer[] = [];
  const tooComplex: string[] = [];
  const visitor: MimeVisitor = {
    headers: (path, fields, kind) => {
      order.push(`${kind} ${path}`);
      headers.push({ path, lines: fields.map(({ name, raw }) => `${name}: ${raw}`) });
    },
    container: (info) => {
      order.push(`container ${info.path}`);
      containers.push(info);
    },
    leaf: (info) => {
      order.push(`leaf ${info.path} ${info.mediaType}`);
      const leaf = { info, content: new Array<Buffer>(), ended: false };
      leaves.push(leaf);
      return { write: (bytes) => void leaf.content.push(Buffer.from(bytes)), end: () => void (leaf.ended = true) };
    },
    wire: (bytes) => void wire.push(Buffer.from(bytes)),
    tooComplex: (why) => void tooComplex.push(why),
  };
  const walker = new MimeWalker(visitor, limits);
  for (const chunk of chunks) walker.write(chunk);
  walker.end();
  return {
    order,
    leaves: leaves.map(({ info, content, ended }) => ({ ...info, content: Buffer.concat(content), ended })),
    containers,
    headers,
    wire: Buffer.concat(wire),
    tooComplex,
  };
}

/** A message of lines, as latin1, with CRLF between and after them. */
export function lines(...all: readonly string[]): Buffer {
  return Buffer.from(all.map((line) => `${line}\r\n`).join(''), 'latin1');
}
