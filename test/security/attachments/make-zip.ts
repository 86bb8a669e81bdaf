/** Writes small ZIP archives (APPNOTE.TXT), good ones and those that are made to deceive. */
import { deflateRawSync, crc32 } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly content?: Buffer;
  readonly deflate?: boolean;
  readonly encrypted?: boolean;
  /** Sizes come behind the data. */
  readonly descriptor?: boolean;
  /** The name in the directory, where it says another than the header before the file. */
  readonly directoryName?: string;
}

const FLAG_ENCRYPTED = 1;
const FLAG_DESCRIPTOR = 8;

export function makeZip(entries: readonly ZipEntry[], { prefix = Buffer.alloc(0), comment = '' } = {}): Buffer {
  const files: Buffer[] = [prefix];
  const directory: Buffer[] = [];
  let offset = prefix.length;
  for (const { name, content = Buffer.from('content'), deflate = false, encrypted = false, descriptor = false, directoryName = name } of entries) {
    const data = deflate ? deflateRawSync(content) : content;
    const flags = (encrypted ? FLAG_ENCRYPTED : 0) | (descriptor ? FLAG_DESCRIPTOR : 0);
    const fields = (sizes: boolean): Buffer => {
      const bytes = Buffer.alloc(22);
      bytes.writeUInt16LE(20, 0);
      bytes.writeUInt16LE(flags, 2);
      bytes.writeUInt16LE(deflate ? 8 : 0, 4);
      if (!sizes) return bytes;
      bytes.writeUInt32LE(crc32(content), 10);
      bytes.writeUInt32LE(data.length, 14);
      bytes.writeUInt32LE(content.length, 18);
      return bytes;
    };
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields(!descriptor), lengths(name), Buffer.from(name)]);
    const tail = Buffer.alloc(descriptor ? 16 : 0);
    if (descriptor) {
      tail.write('PK\x07\x08', 0, 'latin1');
      tail.writeUInt32LE(crc32(content), 4);
      tail.writeUInt32LE(data.length, 8);
      tail.writeUInt32LE(content.length, 12);
    }
    files.push(local, data, tail);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields(true), lengths(directoryName), rest, Buffer.from(directoryName)]));
    offset += local.length + data.length + tail.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...files, central, end, Buffer.from(comment)]);
}

/** Length of the name, and of the extra field. */
function lengths(name: string): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(Buffer.byteLength(name), 0);
  return bytes;
}
