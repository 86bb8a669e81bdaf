/** Ways back whose answer was lost with the connection. */
import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { NotConnectedError } from '../../renderer/client/admin-client.ts';
import { sentAgain } from '../../renderer/client/sent-again.ts';

const gone = (): Error => new ORPCError('NOT_FOUND');

test('what is refused as done before counts as done once an answer was lost, and is asked with what was answered meanwhile', async () => {
  const answers: (Error | undefined)[] = [new ORPCError('NEEDS_CONFIRMATION'), new NotConnectedError(), gone()];
  const sent: boolean[] = [];
  const undo = sentAgain(async (confirmed: boolean) => {
    sent.push(confirmed);
    const answer = answers.shift();
    if (answer !== undefined) throw answer;
  }, 'NOT_FOUND');
  await expect(undo(false)).rejects.toThrow(ORPCError);
  await expect(undo(true)).rejects.toThrow(NotConnectedError);
  await undo(true);
  expect(sent).toEqual([false, true, true]);
});

test('without a lost answer it is a failure', async () => {
  await expect(sentAgain(() => Promise.reject(gone()), 'NOT_FOUND')()).rejects.toThrow(ORPCError);
});
