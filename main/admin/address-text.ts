/** Reads lists of addresses as they are found in the world: an address, network or range on each line, a note behind "#" or ";". */
import type { Problem } from '../../shared/admin-api/errors.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { readSpan } from '../../shared/net/address-range.ts';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';
import { NOTE_CHARACTERS } from '../../shared/settings/security/list-fields.ts';
import type { Turns } from '../settings/turns.ts';

export interface ReadList {
  readonly entries: readonly AddressEntry[];
  /** The first lines that cannot be read; then the reading ended. */
  readonly problems: readonly Problem[];
}

/** @param text with LF or CRLF at the ends of lines; empty lines and lines with a note alone are passed over */
export async function readAddressList(text: string, turns: Turns): Promise<ReadList> {
  const entries: AddressEntry[] = [];
  const problems: Problem[] = [];
  let line = 0;
  for (let from = 0; from < text.length && problems.length < FIXED_LIMITS.listProblems; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    line += 1;
    // A line of megabytes is no address; what stands at its start is enough to say so.
    readLine(text.slice(from, Math.min(to, from + 2 * NOTE_CHARACTERS)), line, entries, problems);
    from = to + 1;
    if (line % 64 === 0 && turns.over) await turns.next();
  }
  return { entries, problems };
}

function readLine(text: string, line: number, entries: AddressEntry[], problems: Problem[]): void {
  const mark = text.search(/[#;]/);
  const address = (mark < 0 ? text : text.slice(0, mark)).replace('\uFEFF', '').trim();
  if (address === '') return;
  const span = readSpan(address);
  if (typeof span === 'string') {
    problems.push({ field: `line ${line}`, message: `${address.slice(0, 50)} ${span}` });
    return;
  }
  entries.push({
    address,
    note:
      mark < 0
        ? ''
        : text
            .slice(mark + 1)
            .trim()
            .slice(0, NOTE_CHARACTERS),
    expires: null,
  });
}
