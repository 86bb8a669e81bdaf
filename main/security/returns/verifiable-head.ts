/**
 * What of a header section is handed to the DKIM library. That takes whatever it is given: the square of the blanks in a
 * signature, of the lines of a folded field, of the length of From, and the body once more for each signature. RFC 6376 section 6.1 lets a verifier
 * limit how many signatures it tries; what goes beyond is left out, and said to be.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';

export interface VerifiableHead {
  /** Nothing of it where there is no signature left to look at. */
  readonly head: Buffer;
  /** Signatures that it bears. */
  readonly signatures: number;
  /** What was not looked at, in words for Authentication-Results; undefined if all was. */
  readonly leftOut: string | undefined;
}

/** A line that begins a field, as the library has it: any other belongs to the field before. The colon may come with the next line. */
const BEGINS_FIELD = /^[\x21-\x39\x3b-\x7e]+[ \t\r\n]*:/;
/** Fields that the library takes apart as a list of tags. */
const TAG_LISTS = /^(?:dkim-signature|arc-[a-z-]+)$/;
/** Fields that the library takes apart as a list of addresses. */
const ADDRESS_FIELDS = new Set(['from', 'return-path']);
const LONG_BLANK = new RegExp(`[ \\t\\r\\n]{${FIXED_LIMITS.signatureBlanks}}`);

/** @param head a header section with the empty line at its end */
export function verifiableHead(head: Buffer): VerifiableHead {
  const tooLong: VerifiableHead = { head: Buffer.alloc(0), signatures: 0, leftOut: 'header section too long to be verified' };
  if (head.length > FIXED_LIMITS.verifiedHeaderBytes) return tooLong;
  const lines = head.toString('latin1').split(/(?<=\n)/);
  if (lines.length > FIXED_LIMITS.verifiedHeaderLines) return tooLong;
  const fields = fieldsIn(lines);
  const addresses = fields.filter((field) => ADDRESS_FIELDS.has(nameOf(field))).reduce((sum, { length }) => sum + length, 0);
  if (addresses > FIXED_LIMITS.verifiedAddressBytes) return { ...tooLong, leftOut: 'From field too long to be verified' };
  let signatures = 0;
  let leftOut = 0;
  const kept = fields.filter((field) => {
    const name = nameOf(field);
    if (!TAG_LISTS.test(name)) return true;
    const isSignature = name === 'dkim-signature';
    const plain = field.length <= FIXED_LIMITS.signatureBytes && !LONG_BLANK.test(field);
    if (plain && (!isSignature || signatures < FIXED_LIMITS.signatures)) {
      if (isSignature) signatures += 1;
      return true;
    }
    if (isSignature) leftOut += 1;
    return false;
  });
  const words = leftOut === 0 ? undefined : `${leftOut} more ${leftOut === 1 ? 'signature' : 'signatures'} not looked at`;
  return { head: Buffer.from(kept.join(''), 'latin1'), signatures, leftOut: words };
}

function nameOf(field: string): string {
  return field
    .slice(0, Math.max(0, field.indexOf(':')))
    .trim()
    .toLowerCase();
}

function fieldsIn(lines: readonly string[]): string[] {
  const fields: string[][] = [];
  for (const [index, line] of lines.entries()) {
    const begins = BEGINS_FIELD.test(`${line}${lines[index + 1] ?? ''}`) || /^\r?\n$/.test(line);
    const last = fields.at(-1);
    if (begins || last === undefined) fields.push([line]);
    else last.push(line);
  }
  return fields.map((pieces) => pieces.join(''));
}
