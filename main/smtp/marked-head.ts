/** Marks a message that a filter with the action "tag" has matched: a header field of ours, and a prefix to the subject. */
import type { CheckId } from '../../shared/decisions/verdicts.ts';

/** Fields of this name that came with the message are taken out: a mark is ours or none. */
const MARK = 'X-Gatepost-Filter';
const MARK_FIELD = /^x-gatepost-filter[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*/gim;
/** The Received line of ours comes first, with its folded lines. */
const FIRST_FIELD = /^[^\n]*\n(?:[ \t][^\n]*\n)*/;
const SUBJECT = /^subject[ \t]*:[ \t]*/im;

/** @param head the header section, our Received line first. @param prefix plain ASCII; '' for none */
export function markedHead(head: Buffer, check: CheckId, prefix: string): Buffer {
  // Bytes as characters: nothing in the header is understood here, and nothing else is changed.
  const text = head.toString('latin1');
  const received = FIRST_FIELD.exec(text)?.[0] ?? '';
  const rest = withoutMarks(text.slice(received.length));
  return Buffer.from(`${received}${MARK}: ${check}\r\n${prefix === '' ? rest : withPrefix(rest, prefix)}`, 'latin1');
}

/** The header section of a message that is not marked by us: it loses the marks of others. */
export function unmarkedHead(head: Buffer): Buffer {
  const text = head.toString('latin1');
  const honest = withoutMarks(text);
  return honest === text ? head : Buffer.from(honest, 'latin1');
}

function withoutMarks(fields: string): string {
  return fields.replaceAll(MARK_FIELD, '');
}

function withPrefix(fields: string, prefix: string): string {
  const subject = SUBJECT.exec(fields);
  if (subject === null) return `Subject: ${prefix.trimEnd()}\r\n${fields}`;
  const end = subject.index + subject[0].length;
  return `${fields.slice(0, subject.index)}Subject: ${prefix}${fields.slice(end)}`;
}
