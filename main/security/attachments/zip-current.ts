/** What a reader of ZIP archives knows of the file at hand, and how far it goes with one. */
import type { FileSink } from './file-sink.ts';
import type { ZipRecord } from './zip-records.ts';

/** Inflated bytes of a nested archive that are handed on in one go. */
export const PIECE = 16 * 1024;
/**
 * Bytes behind a header that must be there before it is taken, so that the first bytes of the file can be judged at once:
 * the tables of a deflated block take 300.
 */
export const LOOK_AHEAD = 1024;
/** Inflated bytes for each packed one beyond which an archive within is a bomb: what people pack has up to some fifty, deflate can have a thousand. */
export const MOST_INFLATED = 100;

export const STORED = 0;
/** Before the sizes that stand behind a file (APPNOTE 4.3.9.3). */
const DESCRIPTOR = 0x504b0708;
export const DEFLATED = 8;

/** The file whose content is passing by. */
export interface Current {
  readonly sink: FileSink;
  readonly method: typeof STORED | typeof DEFLATED;
  /** Where its data begins. */
  readonly from: number;
  /** Where its next byte is, counted from the beginning of the archive. */
  at: number;
  /** Bytes of its data still to come; infinite where that is not stated. */
  left: number;
  /** Bytes given to the sink, and those of the data that were used. */
  given: number;
  used: number;
  /** It is an archive with a reader of its own. */
  nested: boolean;
}

export type LocalRecord = Extract<ZipRecord, { kind: 'local' }>;
export type CentralRecord = Extract<ZipRecord, { kind: 'central' }>;
export type EndRecord = Extract<ZipRecord, { kind: 'end' }>;

/** What the header before a file says, and where that is. */
export interface SeenFile extends Pick<LocalRecord, 'method' | 'encrypted' | 'packedBytes'> {
  readonly at: number;
  /** None of a folder: there is nothing in it to look at. */
  readonly names: readonly string[];
}

/** @param at where the record begins */
export function seenFile({ names, directory, method, encrypted, packedBytes }: LocalRecord, at: number): SeenFile {
  return { names: directory ? [] : names, method, encrypted, packedBytes, at };
}

/** The file is empty: what follows its header are its sizes, which look like the beginning of an archive in several parts. */
export function isDescriptor(data: Buffer): boolean {
  return data.length >= 4 && data.readUInt32BE(0) === DESCRIPTOR;
}
