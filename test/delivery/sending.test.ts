/** What is being sent at this moment: the administrator removes nothing of it. */
import { expect, test } from 'vitest';
import { Sending } from '../../main/delivery/runner/sending.ts';
import { MemoryQueue } from '../fakes/memory-queue.ts';

test('a recipient that one connection has left to another is being sent until the last of them is done', () => {
  const queue = new MemoryQueue();
  const messageId = queue.add(['a@d.test', 'b@d.test']);
  const [taken, left] = queue.entries;
  const sending = new Sending();
  sending.note({ messageId, entries: queue.entries }, 1);
  // The host takes no more than one recipient: another connection goes on with the rest before the first is done.
  const rest = { messageId, entries: queue.entries.slice(1) };
  sending.note(rest, 1);
  sending.note({ messageId, entries: queue.entries }, -1);
  const now = (): boolean[] => [sending.messages.has(messageId), sending.entries.has(taken?.id ?? 0), sending.entries.has(left?.id ?? 0)];
  expect(now()).toEqual([true, false, true]);
  sending.note(rest, -1);
  expect(now()).toEqual([false, false, false]);
});
