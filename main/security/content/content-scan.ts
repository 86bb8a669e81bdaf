/**
 * Looks through one message: walks its parts once, for everybody who wants to know something of them. The same for a
 * message in memory, in the worker, for the simulator, and for "what would this filter have hit".
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { parseAddressList } from '../../mime/address-list.ts';
import { decodeHeaderText } from '../../mime/header-words.ts';
import type { HeaderField, LeafInfo, LeafSink, MimeVisitor } from '../../mime/mime-visitor.ts';
import { MimeWalker } from '../../mime/mime-walker.ts';
import { AttachmentScan } from '../attachments/attachment-scan.ts';
import type { FilterRules } from '../filters/filter-rules.ts';
import { type TextListener, TextSearch } from '../filters/text-search.ts';
import { FilterText } from './filter-text.ts';
import type { ScanWishes } from './scan-protocol.ts';
import type { ScannedContent } from './scanned-content.ts';

export class ContentScan {
  readonly #walker: MimeWalker;
  readonly #search: TextListener;
  readonly #attachments: AttachmentScan | undefined;
  readonly #visitor: ScanVisitor;

  /** @param search the filters that are looked for, or whoever else wants to be told of the texts */
  constructor(search: FilterRules | TextListener, wishes: ScanWishes) {
    this.#search = 'automaton' in search ? new TextSearch(search) : search;
    this.#attachments = wishes.attachments ? new AttachmentScan() : undefined;
    const text = this.#search.active ? [new FilterText(this.#search)] : [];
    this.#visitor = new ScanVisitor([...text, ...(this.#attachments === undefined ? [] : [this.#attachments])]);
    this.#walker = new MimeWalker(this.#visitor);
  }

  write(chunk: Buffer): void {
    // Where nobody wants the parts, the header section is all there is to see.
    if (this.#visitor.wantsMore) this.#walker.write(chunk);
  }

  end(): ScannedContent {
    this.#walker.end();
    const { subject, from, fromHeaders, tooComplexBecause } = this.#visitor;
    const lists = from.map(parseAddressList);
    return {
      from: lists.flatMap(({ addresses }) => addresses),
      fromIsPlain: fromHeaders === 0 || (fromHeaders === 1 && (lists[0]?.clear ?? false)),
      subject: decodeHeaderText(subject).slice(0, FIXED_LIMITS.traceSubjectCharacters),
      filterHits: this.#search.hits(),
      attachments: this.#attachments?.result() ?? [],
      ...(tooComplexBecause === undefined ? {} : { tooComplex: tooComplexBecause }),
    };
  }
}

/** Tells all visitors, and takes the fields of the message's own header that everybody asks for. */
class ScanVisitor implements MimeVisitor {
  subject = '';
  /** From headers, as far as they are looked at. */
  readonly from: string[] = [];
  fromHeaders = 0;
  tooComplexBecause: string | undefined;
  readonly #visitors: readonly MimeVisitor[];
  #seenHeaders = false;

  constructor(visitors: readonly MimeVisitor[]) {
    this.#visitors = visitors;
  }

  get wantsMore(): boolean {
    return this.#visitors.length > 0 || !this.#seenHeaders;
  }

  headers(path: string, fields: readonly HeaderField[], kind: 'message' | 'attached-message' | 'part'): void {
    if (kind === 'message') this.#message(fields);
    for (const visitor of this.#visitors) visitor.headers(path, fields, kind);
  }

  #message(fields: readonly HeaderField[]): void {
    this.#seenHeaders = true;
    for (const { name, raw } of fields) {
      if (name === 'subject' && this.subject === '') this.subject = raw;
      if (name !== 'from') continue;
      this.fromHeaders += 1;
      // A second one is one too many already.
      if (this.fromHeaders <= 2) this.from.push(raw);
    }
  }

  container(info: LeafInfo): void {
    for (const visitor of this.#visitors) visitor.container?.(info);
  }

  leaf(info: LeafInfo): LeafSink | undefined {
    const sinks = this.#visitors.map((visitor) => visitor.leaf(info)).filter((sink) => sink !== undefined);
    if (sinks.length < 2) return sinks[0];
    return {
      write: (decoded) => {
        for (const sink of sinks) sink.write(decoded);
      },
      end: () => {
        for (const sink of sinks) sink.end();
      },
    };
  }

  opensAsMessage(info: LeafInfo): boolean {
    return this.#visitors.some((visitor) => visitor.opensAsMessage?.(info) === true);
  }

  wire(bytes: Buffer): void {
    for (const visitor of this.#visitors) visitor.wire?.(bytes);
  }

  tooComplex(why: string): void {
    this.tooComplexBecause = why;
    for (const visitor of this.#visitors) visitor.tooComplex(why);
  }
}
