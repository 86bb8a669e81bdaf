/**
 * A backup is one file: a tar archive that begins with what it is and ends with the SHA-256 of all that stands before, so that one
 * byte that has changed anywhere is noticed. Its content is read and written in pieces, however large it is.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import * as z from 'zod';
import { DataFolderError } from '../data-folder-error.ts';
import { errorCode } from '../system-errors.ts';
import { BLOCK_BYTES, END_OF_ARCHIVE, type Entry, headerOf, paddingAfter, readBlock, readPax } from './tar-blocks.ts';

/** Bytes copied or read at once. */
const PIECE_BYTES = 1024 * 1024;
/** More than any record about a name and a size has. */
const LONGEST_PAX = 64 * 1024;

/** The first entry. Neither of these two is a file of a data folder. */
const ABOUT = 'gatepost-backup.json';
/** The last entry: 64 hexadecimal digits and a line end, as sha256sum writes them. */
const DIGEST: Entry = { name: 'gatepost-backup.sha256', bytes: 65 };

const aboutSchema = z.object({
  /** Of this file's own form. */
  format: z.literal(1),
  /** Of the program that made it. */
  version: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
});
export type BackupFacts = Omit<z.infer<typeof aboutSchema>, 'format'>;

/** Writes a backup into a file that is not there yet. */
export class BackupWriter {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(file: string, facts: BackupFacts): Promise<BackupWriter> {
    const writer = new BackupWriter(await open(file, 'wx', 0o600));
    const text = Buffer.from(`${JSON.stringify({ format: 1, ...facts } satisfies z.infer<typeof aboutSchema>)}\n`);
    await writer.#write(headerOf({ name: ABOUT, bytes: text.length }));
    await writer.#write(text);
    await writer.#write(paddingAfter(text.length));
    return writer;
  }

  /** As much of the file as there is now: what is appended later belongs to the next backup. @param mostBytes from its start on @returns its bytes */
  async add(name: string, source: FileHandle, mostBytes = Number.POSITIVE_INFINITY): Promise<number> {
    const size = Math.min((await source.stat()).size, mostBytes);
    await this.#write(headerOf({ name, bytes: size }));
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let left = size; left > 0; ) {
      const { bytesRead } = await source.read(buffer, 0, Math.min(left, buffer.length), null);
      if (bytesRead === 0) throw new DataFolderError(`${name} has become shorter while it was copied: make the backup once more`);
      await this.#write(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    await this.#write(paddingAfter(size));
    return size;
  }

  /** It is whole, and on the disk. */
  async finish(): Promise<void> {
    const digest = Buffer.from(`${this.#hash.digest('hex')}\n`);
    await this.#file.writeFile(Buffer.concat([headerOf(DIGEST), digest, paddingAfter(digest.length), END_OF_ARCHIVE]));
    await this.#file.sync();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #write(piece: Buffer): Promise<void> {
    this.#hash.update(piece);
    await this.#file.writeFile(piece);
  }
}

/** Takes the content of a file of the backup. Nothing of it is vouched for before the whole backup has been read. */
export interface EntrySink {
  write(piece: Buffer): Promise<void>;
  /** All of it came. */
  finish(): Promise<void>;
  /** Called in any case. */
  close(): Promise<void>;
}

export interface ReadBackup extends BackupFacts {
  readonly files: number;
  readonly bytes: number;
}

/** Reads a backup from end to end. @throws DataFolderError if it is none, or not what was written */
export async function readBackup(file: string, sinkFor: (entry: Entry) => Promise<EntrySink | undefined>): Promise<ReadBackup> {
  const handle = await openToRead(file);
  try {
    return await new BackupReader(file, handle).read(sinkFor);
  } finally {
    await handle.close();
  }
}

async function openToRead(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw new DataFolderError(`the backup ${file} cannot be read (${errorCode(error)})`, { cause: error });
  }
}

class BackupReader {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #at = 0;

  constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  async read(sinkFor: (entry: Entry) => Promise<EntrySink | undefined>): Promise<ReadBackup> {
    const about = await this.#about();
    let files = 0;
    let bytes = 0;
    for (;;) {
      const entry = await this.#entry();
      if (entry === 'digest') break;
      await this.#content(entry, await sinkFor(entry));
      files += 1;
      bytes += entry.bytes;
    }
    await this.#end();
    return { version: about.version, createdAt: about.createdAt, files, bytes };
  }

  async #about(): Promise<z.infer<typeof aboutSchema>> {
    const head = await this.#piece(BLOCK_BYTES).catch(() => Buffer.alloc(BLOCK_BYTES));
    const block = readBlock(head);
    if (block?.is !== 'file' || block.name !== ABOUT || block.bytes > LONGEST_PAX) throw new DataFolderError(`${this.#path} is no backup of Gatepost`);
    this.#hash.update(head);
    const text = await this.#hashed(block.bytes);
    await this.#hashed(paddingAfter(block.bytes).length);
    const about = aboutSchema.safeParse(jsonOf(text));
    if (!about.success) throw new DataFolderError(`${this.#path} was made by a newer version of Gatepost, or is damaged at its beginning`);
    return about.data;
  }

  async #entry(): Promise<Entry | 'digest'> {
    const head = await this.#piece(BLOCK_BYTES);
    const block = readBlock(head);
    if (block?.is === 'file' && block.name === DIGEST.name && block.bytes === DIGEST.bytes) return 'digest';
    this.#hash.update(head);
    if (block?.is === 'file') return block;
    if (block?.is !== 'pax' || block.bytes > LONGEST_PAX) throw this.#damaged();
    const text = await this.#hashed(block.bytes);
    await this.#hashed(paddingAfter(block.bytes).length);
    const next = readBlock(await this.#hashed(BLOCK_BYTES));
    const said = readPax(text);
    if (next?.is !== 'file' || said === undefined) throw this.#damaged();
    const entry = { name: said.name ?? next.name, bytes: said.bytes ?? next.bytes };
    if (!Number.isSafeInteger(entry.bytes)) throw this.#damaged();
    return entry;
  }

  async #content({ bytes }: Entry, sink: EntrySink | undefined): Promise<void> {
    try {
      for (let left = bytes; left > 0; ) {
        const piece = await this.#hashed(Math.min(left, PIECE_BYTES));
        await sink?.write(piece);
        left -= piece.length;
      }
      await this.#hashed(paddingAfter(bytes).length);
      await sink?.finish();
    } finally {
      await sink?.close();
    }
  }

  /** What comes after the digest's header, to the last byte. */
  async #end(): Promise<void> {
    const digest = Buffer.from(`${this.#hash.digest('hex')}\n`);
    const wanted = Buffer.concat([digest, paddingAfter(digest.length), END_OF_ARCHIVE]);
    const found = await this.#piece(wanted.length);
    if (!found.equals(wanted)) throw new DataFolderError(`${this.#path} is damaged: what is in it is not what was written. Take another backup`);
    const { bytesRead } = await this.#file.read(Buffer.alloc(1), 0, 1, null);
    if (bytesRead !== 0) throw this.#damaged();
  }

  async #hashed(bytes: number): Promise<Buffer> {
    const piece = await this.#piece(bytes);
    this.#hash.update(piece);
    return piece;
  }

  async #piece(bytes: number): Promise<Buffer> {
    const piece = Buffer.allocUnsafe(bytes);
    for (let filled = 0; filled < bytes; ) {
      const { bytesRead } = await this.#file.read(piece, filled, bytes - filled, null);
      if (bytesRead === 0) throw new DataFolderError(`${this.#path} is damaged: it ends too early, after ${this.#at + filled} bytes. Take another backup`);
      filled += bytesRead;
    }
    this.#at += bytes;
    return piece;
  }

  #damaged(): DataFolderError {
    return new DataFolderError(`${this.#path} is damaged before byte ${this.#at}. Take another backup`);
  }
}

function jsonOf(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    // Damaged, which the schema says.
    return undefined;
  }
}
