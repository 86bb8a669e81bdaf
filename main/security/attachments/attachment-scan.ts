/**
 * Gathers what is attached to a message: every part with a name or with the content of a program, and the files within
 * archives. Of a file that is no archive only the first bytes are looked at.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import type { LeafInfo, LeafSink, MimeVisitor } from '../../mime/mime-visitor.ts';
import { isMessageFile } from '../content/message-file.ts';
import type { AttachmentFacts } from '../content/scanned-content.ts';
import { AttachedFile, type FoundFile } from './attached-file.ts';
import { fileNameReadings } from './file-name.ts';
import { ArchiveBudget } from './archive-budget.ts';

export class AttachmentScan implements MimeVisitor {
  readonly #found: FoundFile[] = [];
  readonly #budget = new ArchiveBudget();

  headers(): void {
    // Names stand in the fields of parts, which `leaf` and `container` bring along.
  }

  container({ path, names, mediaType }: LeafInfo): void {
    this.#add({ names: cleaned(names), mediaType, place: `part ${path}`, program: undefined, unreadable: undefined });
  }

  leaf({ path, names, mediaType }: LeafInfo): LeafSink {
    const found: FoundFile = { names: cleaned(names), mediaType, place: `part ${path}`, program: undefined, unreadable: undefined };
    this.#add(found);
    return new AttachedFile(found, this.#budget, 0, (inner) => this.#add(inner));
  }

  opensAsMessage(info: LeafInfo): boolean {
    return isMessageFile(info);
  }

  tooComplex(): void {
    // Said by the scan as a whole.
  }

  /** What is of interest for the filters, in the order of the message. */
  result(): AttachmentFacts[] {
    return this.#found
      .filter(({ names, program, unreadable }) => names.length > 0 || program !== undefined || unreadable !== undefined)
      .map(({ names, mediaType, place, program, unreadable, namesUnseen }) => ({
        names,
        mediaType,
        place,
        program,
        ...(unreadable === undefined ? {} : { unreadable }),
        ...(namesUnseen === undefined ? {} : { namesUnseen }),
      }));
  }

  #add(found: FoundFile): void {
    if (this.#found.length < FIXED_LIMITS.contentAttachments) this.#found.push(found);
  }
}

function cleaned(names: readonly string[]): readonly string[] {
  return names.length === 0 ? names : [...new Set(names.flatMap(fileNameReadings))];
}
