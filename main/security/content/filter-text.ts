/**
 * Feeds the filters with what a person would read of a message, and with what is on the wire: header fields raw and
 * decoded, text parts in every plausible reading, HTML as source and as what it shows, addresses of web pages, names of
 * attachments. The bytes of binary attachments are no text, and are not looked at.
 */
import { isAscii } from 'node:buffer';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { CharsetDecoder } from '../../mime/charset-decoder.ts';
import { decodeHeaderText } from '../../mime/header-words.ts';
import { HtmlText } from '../../mime/html-text.ts';
import type { HeaderField, LeafInfo, LeafSink, MimeVisitor } from '../../mime/mime-visitor.ts';
import type { TextPieces, TextTaker } from '../filters/text-search.ts';
import { UrlFinder, withoutEscapes } from '../filters/url-finder.ts';

/** Charsets whose plain ASCII is read in one way only, and so needs no decoder. */
const ASCII_CHARSETS = new Set(['', 'us-ascii', 'ascii', 'utf-8', 'utf8']);
const ESC = 0x1b;
const NUL = 0;
const ENCODED = /^(?:base64|quoted-printable)$/;

export class FilterText implements MimeVisitor {
  readonly #search: TextTaker;
  /** The wire form of the text part at hand, where it differs from what is decoded. */
  #wire: TextPieces | undefined;

  constructor(search: TextTaker) {
    this.#search = search;
  }

  headers(_path: string, fields: readonly HeaderField[]): void {
    for (const { name, raw } of fields) {
      const where = name === 'subject' ? 'subject' : name === 'from' ? 'from' : 'headers';
      const decoded = decodeHeaderText(raw);
      this.#search.whole(where, `${name}: ${decoded}`);
      if (decoded !== raw) this.#search.whole(where, `${name}: ${raw}`);
    }
  }

  container(info: LeafInfo): void {
    this.#names(info);
  }

  leaf(info: LeafInfo): LeafSink | undefined {
    this.#names(info);
    this.#closeWire();
    if (!info.mediaType.startsWith('text/') && info.mediaType !== 'application/xhtml+xml') return undefined;
    const encoding =
      info.headers
        .find(({ name }) => name === 'content-transfer-encoding')
        ?.raw.trim()
        .toLowerCase() ?? '';
    if (ENCODED.test(encoding)) this.#wire = this.#search.open('body');
    const sink = new TextSink(this.#search, info.charset, /html/.test(info.mediaType));
    return {
      write: (bytes) => sink.write(bytes),
      end: () => {
        sink.end();
        this.#closeWire();
      },
    };
  }

  wire(bytes: Buffer): void {
    if (this.#wire === undefined) return;
    if (isAscii(bytes)) this.#wire.ascii(bytes);
    else this.#wire.text(bytes.toString('latin1'));
  }

  tooComplex(): void {
    this.#closeWire();
  }

  #names({ names }: LeafInfo): void {
    for (const name of names) this.#search.whole('attachment-name', name);
  }

  #closeWire(): void {
    this.#wire?.end();
    this.#wire = undefined;
  }
}

/** Plain ASCII, of which all charsets of `ASCII_CHARSETS` make the same. */
function isPlain(bytes: Buffer): boolean {
  return isAscii(bytes) && !bytes.includes(NUL) && !bytes.includes(ESC);
}

/** One text part: its readings, each a text of its own. */
class TextSink implements LeafSink {
  readonly #search: TextTaker;
  readonly #charset: string;
  readonly #html: boolean;
  readonly #readings: Reading[] = [];
  /** The beginning, gathered until there is enough of it to judge the charset by. */
  #sample: Buffer = Buffer.alloc(0);
  #sampled = false;
  /** Undefined while all is plain ASCII, which needs none. */
  #decoder: CharsetDecoder | undefined;
  /** The decoder is told what the readings have had already. */
  #muted = false;

  constructor(search: TextTaker, charset: string, html: boolean) {
    this.#search = search;
    this.#charset = charset;
    this.#html = html;
  }

  write(bytes: Buffer): void {
    if (this.#sampled) {
      this.#take(bytes);
      return;
    }
    this.#sample = Buffer.concat([this.#sample, bytes]);
    if (this.#sample.length >= FIXED_LIMITS.mimeCharsetSampleBytes) this.#takeSample();
  }

  end(): void {
    if (!this.#sampled) this.#takeSample();
    this.#decoder?.end();
    for (const reading of this.#readings) reading.end();
  }

  #takeSample(): void {
    const sample = this.#sample;
    this.#sampled = true;
    this.#sample = sample.subarray(0, FIXED_LIMITS.mimeCharsetSampleBytes);
    // Undeclared, the charset may be told by the text itself: `<meta charset>`.
    const told = this.#charset === '' && /charset/i.test(this.#sample.toString('latin1'));
    if (told || !ASCII_CHARSETS.has(this.#charset) || !isPlain(this.#sample)) this.#decoder = this.#newDecoder();
    this.#take(sample);
  }

  #take(bytes: Buffer): void {
    if (this.#decoder === undefined && isPlain(bytes)) {
      this.#reading(0).ascii(bytes);
      return;
    }
    if (this.#decoder === undefined) {
      this.#decoder = this.#newDecoder();
      // It judges by the beginning, however far the text has come.
      this.#muted = true;
      this.#decoder.write(this.#sample);
      this.#muted = false;
    }
    this.#decoder.write(bytes);
  }

  #newDecoder(): CharsetDecoder {
    return new CharsetDecoder(this.#charset, (text, number) => {
      if (!this.#muted) this.#reading(number).text(text);
    });
  }

  #reading(number: number): Reading {
    while (this.#readings.length <= number) this.#readings.push(this.#html ? new HtmlReading(this.#search) : new PlainReading(this.#search));
    return this.#readings[number] as Reading;
  }
}

interface Reading {
  ascii(bytes: Buffer): void;
  text(text: string): void;
  end(): void;
}

class PlainReading implements Reading {
  readonly #body: TextPieces;
  readonly #urls: UrlFinder;

  constructor(search: TextTaker) {
    this.#body = search.open('body');
    this.#urls = new UrlFinder((url) => searchUrl(search, url));
  }

  ascii(bytes: Buffer): void {
    this.#body.ascii(bytes);
    this.#urls.write(bytes.toString('latin1'));
  }

  text(text: string): void {
    this.#body.text(text);
    this.#urls.write(text);
  }

  end(): void {
    this.#body.end();
    this.#urls.end();
  }
}

class HtmlReading implements Reading {
  readonly #source: TextPieces;
  readonly #shown: TextPieces;
  readonly #urls: UrlFinder;
  readonly #html: HtmlText;

  constructor(search: TextTaker) {
    this.#source = search.open('body');
    this.#shown = search.open('body');
    this.#urls = new UrlFinder((url) => searchUrl(search, url));
    this.#html = new HtmlText({
      text: (text) => {
        this.#shown.text(text);
        this.#urls.write(text);
      },
      url: (url) => searchUrl(search, url),
    });
  }

  ascii(bytes: Buffer): void {
    this.#source.ascii(bytes);
    this.#html.write(bytes.toString('latin1'));
  }

  text(text: string): void {
    this.#source.text(text);
    this.#html.write(text);
  }

  end(): void {
    this.#source.end();
    this.#html.end();
    this.#shown.end();
    this.#urls.end();
  }
}

function searchUrl(search: TextTaker, url: string): void {
  search.whole('urls', url);
  const decoded = withoutEscapes(url);
  if (decoded !== undefined) search.whole('urls', decoded);
}
