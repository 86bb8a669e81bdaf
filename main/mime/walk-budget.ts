/** What the walk through one message may cost, its attached messages included, and the word that it was too much. */
import { FIXED_LIMITS } from '../../shared/limits.ts';
import type { MimeVisitor } from './mime-visitor.ts';

export interface WalkLimits {
  /** Multiparts and attached messages inside one another. */
  readonly depth: number;
  /** Messages inside one another that are files: each of them is walked beside the file that it is in. */
  readonly fileDepth: number;
  /** Of those, and of the other readings of them, so many at a time. */
  readonly filesOpen: number;
  /** Parts, attached messages and uuencoded blocks. */
  readonly parts: number;
  /** Bytes of the header section of a message. */
  readonly headerBytes: number;
  /** Bytes of the header section of a part. */
  readonly partHeaderBytes: number;
}

const LIMITS: WalkLimits = {
  depth: FIXED_LIMITS.mimeDepth,
  fileDepth: FIXED_LIMITS.mimeFileDepth,
  filesOpen: FIXED_LIMITS.mimeFilesOpen,
  parts: FIXED_LIMITS.mimeParts,
  headerBytes: FIXED_LIMITS.headerSectionBytes,
  partHeaderBytes: FIXED_LIMITS.mimePartHeaderBytes,
};

export class WalkBudget {
  readonly limits: WalkLimits;
  readonly #visitor: MimeVisitor;
  #exhausted = false;
  #parts = 0;
  #filesOpen = 0;
  #bytes = 0;
  #fileBytes = 0;

  constructor(visitor: MimeVisitor, limits: Partial<WalkLimits> = {}) {
    this.#visitor = visitor;
    this.limits = { ...LIMITS, ...limits };
  }

  /** Nothing more may be told. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  exhaust(why: string): void {
    if (this.#exhausted) return;
    this.#exhausted = true;
    this.#visitor.tooComplex(why);
  }

  /** One more part; false if that is one too many. */
  takePart(): boolean {
    this.#parts += 1;
    if (this.#parts > this.limits.parts) this.exhaust(`it has more than ${this.limits.parts} parts`);
    return !this.#exhausted;
  }

  /** One more message in a file begins; false if that is one too many, or too deep. */
  takeFile(fileDepth: number, depth: number): boolean {
    this.#filesOpen += 1;
    if (fileDepth > this.limits.fileDepth) this.exhaust(`its attached message files are nested more than ${this.limits.fileDepth} deep`);
    if (this.#filesOpen > this.limits.filesOpen) this.exhaust(`more than ${this.limits.filesOpen} attached message files are to be read in it at a time`);
    return this.takeDepth(depth) && this.takePart();
  }

  /** A message in a file is over. */
  endFile(): void {
    this.#filesOpen -= 1;
  }

  /** So many bytes of the message itself have come. */
  takeBytes(bytes: number): void {
    this.#bytes += bytes;
  }

  /** So many bytes are to be read once more; false if that is too much for a message of this size. */
  takeFileBytes(bytes: number): boolean {
    this.#fileBytes += bytes;
    const most = FIXED_LIMITS.mimeFileStartBytes + FIXED_LIMITS.mimeFileReadings * this.#bytes;
    if (this.#fileBytes > most) this.exhaust('its attached message files are to be read too many times');
    return !this.#exhausted;
  }

  /** False if `depth` is too deep. */
  takeDepth(depth: number): boolean {
    if (depth > this.limits.depth) this.exhaust(`its parts are nested more than ${this.limits.depth} deep`);
    return !this.#exhausted;
  }
}
