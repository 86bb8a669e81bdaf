/**
 * Feeds the filters with what a person would read of a message, and with what is on the wire: header fields raw and
 * decoded, text parts in every plausible reading, HTML as source and as what it shows, addresses of web pages, names of
 * attachments. The bytes of binary attachments are no text, and are not looked at.
 */
import { isAscii } from 'node:buffer';
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { CharsetDecoder } from '../../mime/charset-decoder.ts';
import { decodeHeaderText } from '../../mime/header-words.ts';
import type { Markup } from '../../mime/html-elements.ts';
import { HtmlText } from '../../mime/html-text.ts';
import type { HtmlVisitor } from '../../mime/html-visitor.ts';
import type { HeaderField, LeafInfo, LeafSink, MimeVisitor } from '../../mime/mime-visitor.ts';
import { fileNameReadings } from '../attachments/file-name.ts';
import { OverriddenText } from '../filters/overridden-text.ts';
import type { TextPieces, TextTaker } from '../filters/text-search.ts';
import { UrlFinder } from '../filters/url-finder.ts';
import { otherForms } from './domain-forms.ts';
import { isMessageFile } from './message-file.ts';
import { searchUrl, ShownText } from './shown-text.ts';

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
    this.#search = new OverriddenText(search);
  }

  headers(_path: string, fields: readonly HeaderField[]): void {
    for (const { name, raw } of fields) {
      const where = name === 'subject' ? 'subject' : name === 'from' ? 'from' : 'headers';
      const decoded = decodeHeaderText(raw);
      this.#search.whole(where, `${name}: ${decoded}`);
      if (decoded !== raw) this.#search.whole(where, `${name}: ${raw}`);
      for (const reading of otherForms(decoded)) this.#search.whole(where, `${name}: ${reading}`);
      // A line that is no field: to some readers the body begins there.
      if (name === '') this.#search.whole('body', raw);
    }
  }

  container(info: LeafInfo): void {
    this.#names(info);
  }

  leaf(info: LeafInfo): LeafSink | undefined {
    this.#names(info);
    if (info.inFile !== true) this.#closeWire();
    if (!isText(info)) return undefined;
    const encoding =
      info.headers
        .find(({ name }) => name === 'content-transfer-encoding')
        ?.raw.trim()
        .toLowerCase() ?? '';
    const sink = new TextSink(info.charset, readingsFor(this.#search, info));
    if (info.inFile === true) return sink;
    if (ENCODED.test(encoding)) this.#wire = this.#search.open('body');
    return {
      write: (bytes) => sink.write(bytes),
      end: () => {
        sink.end();
        this.#closeWire();
      },
    };
  }

  opensAsMessage(info: LeafInfo): boolean {
    return isMessageFile(info);
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
  readonly #charset: string;
  readonly #newReading: () => Reading;
  readonly #readings: Reading[] = [];
  /** The beginning, gathered until there is enough of it to judge the charset by. */
  #sample: Buffer = Buffer.alloc(0);
  #sampled = false;
  /** Undefined while all is plain ASCII, which needs none. */
  #decoder: CharsetDecoder | undefined;
  /** The decoder is told what the readings have had already. */
  #muted = false;

  constructor(charset: string, reading: () => Reading) {
    this.#charset = charset;
    this.#newReading = reading;
  }

  write(bytes: Buffer): void {
    if (this.#sampled) {
      this.#take(bytes);
      return;
    }
    // A long piece is not copied for the sake of its beginning.
    if (this.#sample.length === 0 && bytes.length >= FIXED_LIMITS.mimeCharsetSampleBytes) {
      this.#takeSample(bytes);
      return;
    }
    this.#sample = Buffer.concat([this.#sample, bytes]);
    if (this.#sample.length >= FIXED_LIMITS.mimeCharsetSampleBytes) this.#takeSample(this.#sample);
  }

  end(): void {
    if (!this.#sampled) this.#takeSample(this.#sample);
    this.#decoder?.end();
    for (const reading of this.#readings) reading.end();
  }

  /** @param begun all that has come so far */
  #takeSample(begun: Buffer): void {
    this.#sampled = true;
    // A copy: who gave us the bytes may want their memory back.
    this.#sample = Buffer.from(begun.subarray(0, FIXED_LIMITS.mimeCharsetSampleBytes));
    // Undeclared, the charset may be told by the text itself: `<meta charset>`.
    const told = this.#charset === '' && /charset/i.test(this.#sample.toString('latin1'));
    if (told || !ASCII_CHARSETS.has(this.#charset) || !isPlain(this.#sample)) this.#decoder = this.#newDecoder();
    this.#take(begun);
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
    while (this.#readings.length <= number) this.#readings.push(this.#newReading());
    return this.#readings[number] as Reading;
  }
}

/** Files that a double click opens in a browser, whatever type is declared for them: a person reads those as any other text. */
const BROWSER_FILE = /\.(?:x?html?|xht|shtml?|svg|xml)[\s.]*$/i;
/** Of those, the ones that are XML; and types that are. */
const XML_FILE = /\.(?:xhtml?|xht|svg|xml)[\s.]*$/i;
const XML_TYPE = /[/+]xml$/;
/** Files that are text to whoever opens them, and that many clients show below the message. */
const TEXT_FILE = /\.(?:txt|text|asc|log|csv|tsv|md|ini|json|ics|ical|ifb|vcs|vcf)[\s.]*$/i;

function isCalled({ names }: LeafInfo, kind: RegExp): boolean {
  return names.some((name) => fileNameReadings(name).some((reading) => kind.test(reading)));
}

/** What the text of a part is read as, by its type: reports on delivery and the like (message/…), which no walk enters, are text, too. */
function isText(info: LeafInfo): boolean {
  const { mediaType } = info;
  if (/^(?:text|message)\//.test(mediaType) || FOLDED_TYPES.has(mediaType) || XML_TYPE.test(mediaType)) return true;
  return isCalled(info, BROWSER_FILE) || isCalled(info, TEXT_FILE);
}

function readingsFor(search: TextTaker, info: LeafInfo): () => Reading {
  const { mediaType, headers } = info;
  // RFC 1896, RFC 1341 section 7.1.3: text/enriched and text/richtext have tags as HTML has them.
  if (/html|enriched|richtext|svg|[/+]xml$/.test(mediaType) || isCalled(info, BROWSER_FILE)) {
    const markup = XML_TYPE.test(mediaType) || isCalled(info, XML_FILE) ? 'xml' : 'html';
    return () => new HtmlReading(search, markup);
  }
  const joint = FOLDED_TYPES.has(mediaType) || isCalled(info, FOLDED_FILE) ? FOLDED : isDelSp(headers) ? DEL_SP : undefined;
  return joint === undefined ? () => new PlainReading(search) : () => new JoinedReading(search, joint);
}

/** RFC 3676 section 4: lines that end with a space go on, and with DelSp the space is none of the text. */
function isDelSp(headers: readonly HeaderField[]): boolean {
  return headers.some(({ name, raw }) => name === 'content-type' && /delsp["'\s]*=["'\s]*yes/i.test(raw));
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

/** How lines are joined: what stands between the parts of one, and what may be the beginning of it at the end of a piece. */
interface Joint {
  readonly between: RegExp;
  readonly begun: RegExp;
}

const DEL_SP: Joint = { between: / \r?\n/g, begun: / \r?$/ };
/** RFC 5545 section 3.1, RFC 6350 section 3.2: a line is folded anywhere, in the middle of words, too. */
const FOLDED: Joint = { between: /\r?\n[ \t]/g, begun: /\r?\n?$/ };
const FOLDED_FILE = /\.(?:ics|ical|ifb|vcs|vcf)[\s.]*$/i;
const FOLDED_TYPES = new Set(['application/ics', 'text/calendar', 'text/x-vcalendar', 'text/vcard', 'text/x-vcard', 'text/directory']);

/** Plain text, and beside it the same with its lines joined as clients show them. */
class JoinedReading implements Reading {
  readonly #plain: PlainReading;
  readonly #joined: PlainReading;
  readonly #joint: Joint;
  #held = '';

  constructor(search: TextTaker, joint: Joint) {
    this.#plain = new PlainReading(search);
    this.#joined = new PlainReading(search);
    this.#joint = joint;
  }

  ascii(bytes: Buffer): void {
    this.#plain.ascii(bytes);
    this.#join(bytes.toString('latin1'));
  }

  text(text: string): void {
    this.#plain.text(text);
    this.#join(text);
  }

  end(): void {
    this.#plain.end();
    this.#joined.text(this.#held);
    this.#joined.end();
  }

  #join(text: string): void {
    const whole = this.#held + text;
    const begun = this.#joint.begun.exec(whole.slice(-2));
    const end = whole.length - (begun?.[0].length ?? 0);
    this.#held = whole.slice(end);
    this.#joined.text(whole.slice(0, end).replace(this.#joint.between, ''));
  }
}

class HtmlReading implements Reading {
  readonly #source: TextPieces;
  readonly #shown: ShownText;
  readonly #html: HtmlText;
  /** What it shows to others. */
  readonly #others: ShownText[] = [];

  constructor(search: TextTaker, markup: Markup) {
    this.#source = search.open('body');
    this.#shown = new ShownText(search);
    const visitorOf = (shown: ShownText): HtmlVisitor => ({
      ...shown.visitor,
      otherReading: () => {
        const other = new ShownText(search, shown.before);
        this.#others.push(other);
        return visitorOf(other);
      },
    });
    this.#html = new HtmlText(visitorOf(this.#shown), markup);
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
    for (const other of this.#others) other.end();
  }
}
