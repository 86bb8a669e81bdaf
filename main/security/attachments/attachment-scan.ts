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
import { comparePaths } from './part-order.ts';

/** A part, and the files within it. */
interface FoundPart {
  readonly path: string;
  readonly files: FoundFile[];
}

export class AttachmentScan implements MimeVisitor {
  readonly #found: FoundPart[] = [];
  #files = 0;
  readonly #budget = new ArchiveBudget();

  headers(): void {
    // Names stand in the fields of parts, which `leaf` and `container` bring along.
  }

  container({ path, names, mediaType }: LeafInfo): void {
    this.#add(this.#part(path), { names: cleaned(names), mediaType, place: `part ${path}`, program: undefined, unreadable: undefined });
  }

  leaf({ path, names, mediaType }: LeafInfo): LeafSink {
    const found: FoundFile = { names: cleaned(names), mediaType, place: `part ${path}`, program: undefined, unreadable: undefined };
    const part = this.#part(path);
    this.#add(part, found);
    return new AttachedFile(found, this.#budget, 0, (inner) => this.#add(part, inner));
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
      .toSorted((one, other) => comparePaths(one.path, other.path) || compareNames(one, other))
      .flatMap(({ files }) => files)
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

  #part(path: string): FoundPart {
    const part = { path, files: [] };
    this.#found.push(part);
    return part;
  }

  #add({ files }: FoundPart, found: FoundFile): void {
    this.#files += 1;
    if (this.#files <= FIXED_LIMITS.contentAttachments) files.push(found);
  }
}

/** Of a part whose encoding is declared twice each reading has blocks of its own. */
function compareNames(one: FoundPart, other: FoundPart): number {
  const [name, otherName] = [one, other].map(({ files }) => files[0]?.names.join('\n') ?? '');
  return (name ?? '') < (otherName ?? '') ? -1 : Number(name !== otherName);
}

function cleaned(names: readonly string[]): readonly string[] {
  return names.length === 0 ? names : [...new Set(names.flatMap(fileNameReadings))];
}
