/** A stored message as a person would read it: header fields, text, HTML made safe, and the names of what is attached. */
import type { MessagePreview } from '../../shared/admin-api/quarantine.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeAndCut, escapeHostileText } from '../../shared/text/escape.ts';
import { CharsetDecoder } from '../mime/charset-decoder.ts';
import { decodeHeaderText } from '../mime/header-words.ts';
import { HtmlText } from '../mime/html-text.ts';
import type { HeaderField, LeafInfo, LeafSink, MimeVisitor } from '../mime/mime-visitor.ts';
import { MimeWalker } from '../mime/mime-walker.ts';
import type { MessageReader } from '../store/mail-store.ts';
import { SafeHtml } from './safe-html.ts';

export async function previewOf(reader: MessageReader): Promise<MessagePreview> {
  const reading = new PreviewReading();
  const walker = new MimeWalker(reading);
  let left: number = FIXED_LIMITS.previewBytes;
  for await (const piece of reader.chunks()) {
    walker.write(piece.subarray(0, left));
    left -= Math.min(left, piece.length);
    if (left === 0) break;
  }
  walker.end();
  return { ...reading.result(), cut: reading.incomplete || reader.size > FIXED_LIMITS.previewBytes };
}

class PreviewReading implements MimeVisitor {
  incomplete = false;
  readonly #headers: { name: string; value: string }[] = [];
  readonly #attachments: { name: string; mediaType: string; size: number }[] = [];
  readonly #texts: Gathered[] = [];
  readonly #htmls: { readonly html: SafeHtml; readonly shown: Gathered }[] = [];
  /** Parts that were told: one with two transfer encodings is told twice, and shown once. */
  readonly #seen = new Set<string>();

  headers(_path: string, fields: readonly HeaderField[], kind: 'message' | 'attached-message' | 'part'): void {
    if (kind !== 'message') return;
    for (const { name, raw } of fields.slice(0, FIXED_LIMITS.previewItems)) {
      this.#headers.push({ name: escapeHostileText(name), value: escapeAndCut(decodeHeaderText(raw), FIXED_LIMITS.htmlAttributeCharacters) });
    }
  }

  leaf(info: LeafInfo): LeafSink | undefined {
    if (this.#seen.has(info.path)) return undefined;
    this.#seen.add(info.path);
    const isText = info.mediaType === 'text/plain' || info.mediaType === 'text/html';
    const isRoom = this.#texts.length + this.#htmls.length < FIXED_LIMITS.previewTexts;
    return isText && isRoom && !info.attachment ? this.#text(info) : this.#attachment(info);
  }

  tooComplex(): void {
    this.incomplete = true;
  }

  result(): Omit<MessagePreview, 'cut'> {
    const texts = this.#texts.length > 0 ? this.#texts : this.#htmls.map(({ shown }) => shown);
    return {
      headers: this.#headers,
      text: texts.map(({ text }) => safeLines(text)).join('\n\n'),
      html: this.#htmls.length === 0 ? null : this.#htmls.map(({ html }) => html.end()).join('<hr>'),
      attachments: this.#attachments,
    };
  }

  #text({ mediaType, charset }: LeafInfo): LeafSink {
    const gathered = new Gathered();
    if (mediaType === 'text/plain') {
      this.#texts.push(gathered);
      return decoded(charset, (text) => gathered.take(text));
    }
    const html = new SafeHtml();
    this.#htmls.push({ html, shown: gathered });
    const shown = new HtmlText({ text: (text) => gathered.take(text), url: () => undefined });
    return decoded(
      charset,
      (text) => {
        html.write(text);
        shown.write(text);
      },
      () => shown.end(),
    );
  }

  #attachment({ names, mediaType }: LeafInfo): LeafSink | undefined {
    if (this.#attachments.length >= FIXED_LIMITS.previewItems) return undefined;
    const attachment = {
      name: escapeAndCut(names[0] ?? '', FIXED_LIMITS.traceTextCharacters),
      mediaType: escapeAndCut(mediaType, FIXED_LIMITS.traceTextCharacters),
      size: 0,
    };
    this.#attachments.push(attachment);
    return {
      write: (bytes) => {
        attachment.size += bytes.length;
      },
      end: () => undefined,
    };
  }
}

/** Takes text up to what a preview shows. */
class Gathered {
  text = '';

  take(piece: string): void {
    const room = FIXED_LIMITS.previewCharacters - this.text.length;
    if (room > 0) this.text += piece.slice(0, room);
  }
}

/** The reading of a text that most clients show. */
function decoded(charset: string, take: (text: string) => void, end: () => void = () => undefined): LeafSink {
  const decoder = new CharsetDecoder(charset, (text, reading) => {
    if (reading === 0) take(text);
  });
  return {
    write: (bytes) => decoder.write(bytes),
    end: () => {
      decoder.end();
      end();
    },
  };
}

/** Lines with nothing in them but what can be seen. */
function safeLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.split('\t').map(escapeHostileText).join('\t'))
    .join('\n');
}
