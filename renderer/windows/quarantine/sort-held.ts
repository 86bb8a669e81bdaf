/** Which held messages are listed, and in what order. */
import type { HeldMessage } from '../../../shared/admin-api/quarantine.ts';
import type { Sorting } from '../../ui/multi-table.tsx';

export function sortHeld(messages: readonly HeldMessage[], search: string, { column, descending }: Sorting): readonly HeldMessage[] {
  const words = search
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const fitting = words.length === 0 ? messages : messages.filter((message) => words.every((word) => textOf(message).includes(word)));
  const direction = descending ? -1 : 1;
  return fitting.toSorted((one, other) => direction * compare(valueOf(one, column), valueOf(other, column)) || other.id - one.id);
}

function textOf({ reversePath, recipients, subject, entry, remoteAddress }: HeldMessage): string {
  return [reversePath, ...recipients, subject, entry, remoteAddress].join(' ').toLocaleLowerCase();
}

function valueOf(message: HeldMessage, column: string): string | number {
  switch (column) {
    case 'from':
      return message.reversePath;
    case 'to':
      return message.recipients[0] ?? '';
    case 'subject':
      return message.subject.toLocaleLowerCase();
    case 'why':
      return message.check;
    case 'entry':
      return message.entry;
    case 'size':
      return message.size;
    case 'until':
      return message.discardedAt;
    default:
      return message.receivedAt;
  }
}

function compare(one: string | number, other: string | number): number {
  return one < other ? -1 : Number(one > other);
}
