/**
 * What can be told of a database file and its write-ahead log before SQLite opens both: it plays the log in, and the last one to
 * close removes it, also where the file beside it turns out to be damaged (https://sqlite.org/fileformat2.html).
 */
import * as fs from 'node:fs';
import { StoreError } from '../mail-store.ts';
import { TUNING } from '../tuning.ts';

const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The last bit says in which order of bytes its checksums are. */
const LOG_MAGIC = 0x377f0682;
const DATABASE_HEADER_BYTES = 100;
const DATABASE_MAGIC = 'SQLite format 3\0';

export interface LogFile {
  /** It begins as a log does, and ends with a frame, or is empty. */
  readonly whole: boolean;
  /** Bytes up to the last commit in it. */
  readonly committedBytes: number;
  /** Pages that its commits have. */
  readonly pages: ReadonlySet<number>;
}

const NOTHING = { committedBytes: 0, pages: new Set<number>() };

/** Reads the heads of its frames; what is in them is up to SQLite. One that is missing has nothing. */
export function readLog(file: string): LogFile {
  if (!fs.existsSync(file)) return { whole: true, ...NOTHING };
  return withFile(file, (handle, size) => {
    if (size === 0) return { whole: true, ...NOTHING };
    const header = readAt(handle, LOG_HEADER_BYTES, 0);
    if (!isLogHeader(header)) return { whole: false, ...NOTHING };
    const frameBytes = FRAME_HEADER_BYTES + header.readUInt32BE(8);
    const salts = header.subarray(16, 24);
    const pages = new Set<number>();
    const uncommitted: number[] = [];
    let committedBytes = 0;
    for (let at = LOG_HEADER_BYTES; at + frameBytes <= size; at += frameBytes) {
      const frame = readAt(handle, FRAME_HEADER_BYTES, at);
      // From here on it is what is left of an earlier round through the log.
      if (!frame.subarray(8, 16).equals(salts)) break;
      uncommitted.push(frame.readUInt32BE(0));
      if (frame.readUInt32BE(4) === 0) continue;
      for (const page of uncommitted.splice(0)) pages.add(page);
      committedBytes = at + frameBytes;
    }
    return { whole: (size - LOG_HEADER_BYTES) % frameBytes === 0, committedBytes, pages };
  });
}

function isLogHeader(header: Buffer): boolean {
  if (header.length < LOG_HEADER_BYTES) return false;
  const magic = header.readUInt32BE(0);
  if ((magic & ~1) >>> 0 !== LOG_MAGIC) return false;
  const word = (at: number): number => ((magic & 1) === 1 ? header.readUInt32BE(at) : header.readUInt32LE(at));
  let [one, other] = [0, 0];
  for (let at = 0; at < 24; at += 8) {
    one = (one + word(at) + other) >>> 0;
    other = (other + word(at + 4) + one) >>> 0;
  }
  return header.readUInt32BE(24) === one && header.readUInt32BE(28) === other;
}

/**
 * Refuses a database file that has fewer pages than it says, as a copy that broke off. One that was killed while it took in its
 * log is short as well, but the log still has all that it lacks. @throws StoreError
 */
export function refuseShortDatabase(file: string, log: LogFile): void {
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return;
  withFile(file, (handle, size) => {
    const header = readAt(handle, DATABASE_HEADER_BYTES, 0);
    if (header.length < DATABASE_HEADER_BYTES || header.toString('latin1', 0, 16) !== DATABASE_MAGIC) return;
    // The number of pages counts only where it was written with the last change.
    if (header.readUInt32BE(24) !== header.readUInt32BE(92)) return;
    const pageBytes = header.readUInt16BE(16);
    // What else is wrong with it SQLite says.
    if (pageBytes !== TUNING.pageBytes) return;
    const pages = header.readUInt32BE(28);
    for (let page = Math.floor(size / pageBytes) + 1; page <= pages; page += 1) {
      if (!log.pages.has(page)) throw shortDatabase(file, size, pages * pageBytes);
    }
  });
}

function shortDatabase(file: string, size: number, wanted: number): StoreError {
  return new StoreError(
    'damaged',
    `${file} has ${size} bytes, and begins as one of ${wanted}: a copy that is not whole. Nothing was changed. Copy the folder anew, with gatepost.db, gatepost.db-wal and messages.dat together, while no server runs on them; or restore a backup of both gatepost.db and messages.dat.`,
  );
}

function withFile<Result>(file: string, read: (handle: number, size: number) => Result): Result {
  const handle = fs.openSync(file, 'r');
  try {
    return read(handle, fs.fstatSync(handle).size);
  } finally {
    fs.closeSync(handle);
  }
}

/** Fewer bytes where the file ends before. */
function readAt(handle: number, length: number, position: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, fs.readSync(handle, buffer, 0, length, position));
}
