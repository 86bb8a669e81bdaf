/** One file on its way past: judged by its first bytes, and looked into where it is an archive. */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { LeafSink } from '../../mime/mime-visitor.ts';
import type { ProgramType } from '../content/scanned-content.ts';
import { type ArchiveBudget, STEPS, TOO_MUCH } from './archive-budget.ts';
import { ARCHIVE_TYPES, DOCUMENT_TYPES } from './archive-types.ts';
import { fileNameReadings, fileType } from './file-name.ts';
import { EitherReader } from './either-reader.ts';
import type { ArchiveReader, FileSink } from './file-sink.ts';
import { HEAD_BYTES, programType } from './program-type.ts';
import { isTnef, TnefReader } from './tnef-reader.ts';
import { ZipReader } from './zip-reader.ts';

/** What is known of a file; filled in as it passes. */
export interface FoundFile {
  readonly names: readonly string[];
  readonly mediaType: string;
  readonly place: string;
  program: ProgramType | undefined;
  unreadable: string | undefined;
  /** Not even all names in it were seen, for a limit of ours. */
  namesUnseen?: true;
}

/** `PK`: a file in it, the directory, or its end in an empty archive. */
const ZIP_START = [0x504b0304, 0x504b0102, 0x504b0506, 0x504b0708];

const NOTHING = Buffer.alloc(0);

export class AttachedFile implements LeafSink, FileSink {
  readonly #found: FoundFile;
  readonly #budget: ArchiveBudget;
  readonly #depth: number;
  readonly #onFile: (found: FoundFile) => void;
  #head: Buffer | undefined = NOTHING;
  #reader: ArchiveReader | undefined;
  #placeWithin: string | undefined;
  #endShare: (() => void) | undefined;
  endsWithinRecord = false;
  hides = false;

  /** @param depth of archives around it. @param onFile told of each file within */
  constructor(found: FoundFile, budget: ArchiveBudget, depth: number, onFile: (found: FoundFile) => void) {
    this.#found = found;
    this.#budget = budget;
    this.#depth = depth;
    this.#onFile = onFile;
  }

  get done(): boolean {
    return this.#head === undefined && this.#reader === undefined;
  }

  get wanted(): boolean {
    return !this.done;
  }

  get covers(): boolean {
    return this.#reader?.covers === true;
  }

  write(bytes: Buffer): void {
    if (this.#head === undefined) {
      this.#feed(bytes);
      return;
    }
    this.#head = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= HEAD_BYTES) this.#judge(this.#head);
    else this.#head = Buffer.from(this.#head);
  }

  end(): void {
    if (this.#head !== undefined) this.#judge(this.#head);
    const reader = this.#reader;
    const trouble = this.#endReader();
    if (trouble !== undefined && (reader?.recognised === true || this.#is(ARCHIVE_TYPES))) this.#unreadable(trouble);
  }

  fail(why: string): void {
    // Only of an archive is it news that its content cannot be read: a file that is encrypted is not looked into, no more.
    if (this.#head !== undefined) this.#judge(this.#head);
    if (this.#reader !== undefined || this.#is(ARCHIVE_TYPES) || this.#is(DOCUMENT_TYPES)) this.#unreadable(why);
    this.leave();
  }

  giveUp(why: string, isBomb: boolean): void {
    if (this.#head !== undefined) this.#judge(this.#head);
    if (this.#reader !== undefined || this.#is(ARCHIVE_TYPES) || this.#is(DOCUMENT_TYPES)) {
      if (isBomb) this.#unseen(why);
      else this.#closed(why);
    }
    this.leave();
  }

  leave(): void {
    if (this.#head !== undefined) this.#judge(this.#head);
    // Tells the files it still holds back.
    this.#endReader();
  }

  #endReader(): string | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    const trouble = reader?.end();
    this.#endShare?.();
    this.#endShare = undefined;
    this.endsWithinRecord ||= reader?.endsWithinRecord === true;
    this.hides ||= reader?.hides === true;
    // Recognised or not: what is called an archive, or begins as one, is opened as one, and noise in it may hide the records.
    if (reader?.namesUnseen === true) this.#hidesNames();
    return trouble;
  }

  #judge(head: Buffer): void {
    this.#head = undefined;
    this.#found.program = programType(head.subarray(0, HEAD_BYTES));
    this.#reader = this.#readerFor(head);
    this.#feed(head);
  }

  #feed(bytes: Buffer): void {
    this.#reader?.write(bytes);
  }

  #readerFor(head: Buffer): ArchiveReader | undefined {
    const isZip = head.length >= 4 && ZIP_START.includes(head.readUInt32BE(0));
    const tnef = isTnef(head);
    // A program may be an archive that unpacks itself.
    if (!tnef && !isZip && this.#found.program === undefined && !this.#is(ARCHIVE_TYPES) && !this.#is(DOCUMENT_TYPES)) return undefined;
    if (this.#depth > FIXED_LIMITS.archiveDepth) {
      this.#unseen(`archives are packed into each other more than ${FIXED_LIMITS.archiveDepth} times`);
      return undefined;
    }
    if (this.#depth === 0) this.#budget.begin(this.#mayHideNames);
    else if (this.#isDocument && !tnef && !this.#budget.opensDocuments) {
      this.#unreadable(TOO_MUCH);
      return undefined;
    } else if (!this.#budget.spend(STEPS.archive)) {
      this.#closed(TOO_MUCH);
      return undefined;
    }
    if (this.#depth > 0) this.#endShare = this.#budget.beginWithin();
    const listener = { file: (names: readonly string[]): FileSink => this.#inner(names) };
    if (!tnef) return new ZipReader(listener, this.#budget, this.#depth);
    const reader = new TnefReader(listener, this.#budget);
    // Outlook knows it by its beginning, an unpacker by its name.
    return this.#is(ARCHIVE_TYPES) ? new EitherReader([reader, new ZipReader(listener, this.#budget, this.#depth)]) : reader;
  }

  #inner(names: readonly string[]): FileSink {
    const [only] = names;
    const found: FoundFile = {
      names: names.length === 1 && only !== undefined ? fileNameReadings(only) : [...new Set(names.flatMap(fileNameReadings))],
      mediaType: '',
      place: (this.#placeWithin ??= `${this.#found.place} > ${this.#found.names[0] ?? 'an archive'}`),
      program: undefined,
      unreadable: undefined,
    };
    this.#onFile(found);
    return new AttachedFile(found, this.#budget, this.#depth + 1, this.#onFile);
  }

  /** A program is no archive that must be readable, unless it is called one: what looks like one in it may be chance. */
  #unreadable(why: string): void {
    if (this.#mustBeReadable) this.#found.unreadable ??= why;
  }

  /** It was not looked into to its end, for a limit of ours that nothing honest meets. */
  #unseen(why: string): void {
    this.#unreadable(why);
    this.#hidesNames();
  }

  /** It was not looked into to its end, being big: honest ones are, too, as long as they are few. The trace tells. */
  #closed(why: string): void {
    this.#unreadable(why);
    if (!this.#isDocument && !this.#budget.leaveClosed()) this.#hidesNames();
  }

  #hidesNames(): void {
    if (this.#mayHideNames) this.#found.namesUnseen = true;
  }

  get #mayHideNames(): boolean {
    return this.#mustBeReadable && !this.#isDocument;
  }

  get #mustBeReadable(): boolean {
    return this.#found.program === undefined || this.#is(ARCHIVE_TYPES);
  }

  /** A document is opened by its program, which runs no file in it: it hides none. */
  get #isDocument(): boolean {
    return this.#is(DOCUMENT_TYPES) && !this.#is(ARCHIVE_TYPES);
  }

  #is(types: ReadonlySet<string>): boolean {
    return this.#found.names.some((name) => types.has(fileType(name).toLowerCase()));
  }
}
