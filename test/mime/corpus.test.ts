/** Real mail, and our own odd messages: all of it is read, and what comes out makes sense. */
import { describe, expect, it } from 'vitest';
import { CharsetDecoder } from '../../main/mime/charset-decoder.ts';
import { decodeHeaderText } from '../../main/mime/header-words.ts';
import { HtmlText } from '../../main/mime/html-text.ts';
import type { LeafInfo } from '../../main/mime/mime-visitor.ts';
import { MimeWalker } from '../../main/mime/mime-walker.ts';
import { corpusMessages, oddMessages } from '../demo/messages.ts';
import { pieces } from './walk.ts';

interface Counts {
  messages: number;
  tooComplex: string[];
  multiparts: number;
  attachedMessages: number;
  leaves: number;
  html: number;
  names: number;
  urls: number;
  /** Characters of text. */
  text: number;
  /** Header fields that could not be decoded in full. */
  undecoded: string[];
}

function readAll(messages: readonly { readonly name: string; readonly content: Buffer }[]): Counts {
  const counts: Counts = { messages: 0, tooComplex: [], multiparts: 0, attachedMessages: 0, leaves: 0, html: 0, names: 0, urls: 0, text: 0, undecoded: [] };
  for (const { name, content } of messages) {
    counts.messages += 1;
    const walker = new MimeWalker({
      headers: (_path, fields, kind) => {
        if (kind === 'attached-message') counts.attachedMessages += 1;
        for (const field of fields) if (decodeHeaderText(field.raw).includes('\ufffd')) counts.undecoded.push(`${name}: ${field.name}`);
      },
      container: (info) => {
        if (info.mediaType.startsWith('multipart/')) counts.multiparts += 1;
      },
      leaf: (info) => {
        counts.leaves += 1;
        counts.names += info.names.length;
        if (info.mediaType === 'text/html') counts.html += 1;
        return textSink(info, counts);
      },
      tooComplex: (why) => void counts.tooComplex.push(`${name}: ${why}`),
    });
    for (const piece of pieces(content, 4096)) walker.write(piece);
    walker.end();
  }
  return counts;
}

function textSink(info: LeafInfo, counts: Counts): CharsetDecoder | undefined {
  if (!info.mediaType.startsWith('text/')) return undefined;
  const html = new HtmlText({ text: (text) => (counts.text += text.length), url: () => (counts.urls += 1) });
  return new CharsetDecoder(info.charset, (text, reading) => {
    if (reading > 0) return;
    if (info.mediaType === 'text/html') html.write(text);
    else counts.text += text.length;
  });
}

describe('what is in real mail', () => {
  it('is read, all of it', () => {
    const counts = readAll(corpusMessages());
    expect(counts).toMatchInlineSnapshot(`
      {
        "attachedMessages": 5,
        "html": 1212,
        "leaves": 6490,
        "messages": 6046,
        "multiparts": 549,
        "names": 97,
        "text": 13688245,
        "tooComplex": [],
        "undecoded": [
          "spam-1/00311.9797029f3ee441b00f3b7521e573cb96.txt: subject",
        ],
        "urls": 26839,
      }
    `);
  });

  it('is read from our own odd messages, too', () => {
    const counts = readAll(oddMessages());
    expect(counts.tooComplex).toEqual([]);
    expect(counts.undecoded).toEqual([]);
    expect(counts.leaves).toBeGreaterThanOrEqual(counts.messages);
  });
});
