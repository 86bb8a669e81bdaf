/** What the content of a message looks like to the checks of the data stage. Plain data: it comes from a worker. */
import type { FilterScope } from '../../../shared/settings/security/filters.ts';

export interface FilterHit {
  /** Index into `security.filters.entries` of the settings in force. */
  readonly entry: number;
  /** Where it was found. */
  readonly where: Exclude<FilterScope, 'anywhere'> | 'attachment-name';
}

/** A program by its leading bytes, whatever its name says. */
export type ProgramType = 'windows' | 'elf' | 'mach-o';

export interface AttachmentFacts {
  /** Every name the part gives itself, cleaned (RFC 2231, RFC 2047; paths, controls, trailing dots and spaces gone). Never empty strings. */
  readonly names: readonly string[];
  /** Declared media type, lower case. */
  readonly mediaType: string;
  readonly program: ProgramType | undefined;
  /** Where it was found: `part 2`, `part 2 > report.zip > inner.zip`. Raw. */
  readonly place: string;
  /** An archive that could not be read to its end, and why. */
  readonly unreadable?: string;
  /** It was given up before all names of files in it were seen, for a limit of ours: it could hide any. */
  readonly namesUnseen?: true;
}

export interface ScannedContent {
  /** Addresses of all From headers, as `local@domain`, in order; what cannot be parsed is left out. */
  readonly from: readonly string[];
  /**
   * True if the message has one From header, with one address or more that all parsed; or none, as scripts send. The checks are told
   * so only where nobody else reads another one (`asSeenByAll`).
   */
  readonly fromIsPlain: boolean;
  /** Decoded and cut to `FIXED_LIMITS.traceSubjectCharacters`; raw. */
  readonly subject: string;
  readonly filterHits: readonly FilterHit[];
  /** Parts with a name or that are programs, and every entry of archives and attached messages. Capped at `FIXED_LIMITS.contentAttachments`. */
  readonly attachments: readonly AttachmentFacts[];
  /** The message is built in a way no real mail is (too deep, too many parts, …), so that it could not be read whole; says what. */
  readonly tooComplex?: string;
}
