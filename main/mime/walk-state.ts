/** Where a walk through a message is, and where it began. */
import type { HeaderSection } from './header-section.ts';
import type { LeafSink, MimeVisitor } from './mime-visitor.ts';
import type { RestText } from './rest-text.ts';
import type { TransferEncoding } from './transfer-decoder.ts';

export interface HeaderState {
  readonly at: 'headers';
  readonly kind: 'message' | 'attached-message' | 'part';
  readonly path: string;
  readonly section: HeaderSection;
  /** How the attached message is encoded that begins here; it is told by its first line whether that is true. */
  readonly encoding: TransferEncoding;
  /** What takes the lines of a section that has gone on for too long. */
  rest?: RestText | undefined;
}

export interface BodyState {
  readonly at: 'body';
  /** What takes the content; undefined if nobody wants it. */
  readonly leaf: LeafSink | undefined;
  /** It is a walk of its own, which tells the visitor of the wire, too: told by both, the two would be mixed up. */
  readonly tellsWire?: true;
}

/** Where a walk begins: in how much. */
export interface Outside {
  readonly depth: number;
  /** Files that are messages. */
  readonly fileDepth: number;
}

/** For a walk beside which another one tells of the wire. */
export function withoutWire(visitor: MimeVisitor): MimeVisitor {
  return {
    headers: (path, fields, kind) => visitor.headers(path, fields, kind),
    container: (info) => visitor.container?.(info),
    leaf: (info) => visitor.leaf({ ...info, inFile: true }),
    opensAsMessage: (info) => visitor.opensAsMessage?.(info) ?? false,
    tooComplex: (why) => visitor.tooComplex(why),
  };
}
