/** Scans a message or a single file as the data stage does, and tells what was found in few words. */
import { AttachmentScan } from '../../../main/security/attachments/attachment-scan.ts';
import type { AttachmentFacts } from '../../../main/security/content/scanned-content.ts';
import { MimeWalker } from '../../../main/mime/mime-walker.ts';

export interface ScannedFile {
  readonly name: string;
  readonly mediaType?: string;
  readonly content: Buffer | string;
}

/** Hands files to the scan as the walk through a message does, in pieces of `piece` bytes. */
export function scanFiles(files: readonly ScannedFile[], piece = 64 * 1024): readonly AttachmentFacts[] {
  const scan = new AttachmentScan();
  for (const [index, { name, mediaType = 'application/octet-stream', content }] of files.entries()) {
    const names = name === '' ? [] : [name];
    const sink = scan.leaf({ path: String(index + 1), headers: [], mediaType, charset: '', names, attachment: true });
    const bytes = Buffer.from(content);
    for (let at = 0; at < bytes.length; at += piece) sink.write(bytes.subarray(at, at + piece));
    sink.end();
  }
  return scan.result();
}

export function scanZip(content: Buffer, piece?: number): readonly AttachmentFacts[] {
  return scanFiles([{ name: 'a.zip', content }], piece);
}

export function scanMessage(source: string | Buffer, piece = Infinity): readonly AttachmentFacts[] {
  const scan = new AttachmentScan();
  const walker = new MimeWalker(scan);
  const bytes = typeof source === 'string' ? Buffer.from(source.replaceAll(/\r?\n/g, '\r\n'), 'latin1') : source;
  for (let at = 0; at < bytes.length; at += piece) walker.write(bytes.subarray(at, at + piece));
  walker.end();
  return scan.result();
}

/** `place: names` of each, with what else is known in brackets. */
export function told(facts: readonly AttachmentFacts[]): readonly string[] {
  return facts.map(({ place, names, program, unreadable }) => {
    const more = [program, unreadable].filter((one) => one !== undefined).map((one) => ` [${one}]`);
    return `${place}: ${names.join(' | ')}${more.join('')}`;
  });
}
