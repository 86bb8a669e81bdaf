import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { NotConnectedError } from '../../renderer/client/admin-client.ts';
import { failureText, isPartlyUndone, PartlyUndoneError, risksIn } from '../../renderer/client/problems.ts';
import { type UndoStep, undoSteps } from '../../renderer/client/undo-steps.ts';

function refused(code: string, field: string, message: string): ORPCError<string, unknown> {
  return new ORPCError(code, { data: { problems: [{ field, message }] } });
}

/** A step that fails with these, one after the other, before it is taken back; what is confirmed is never refused. */
function step(name: string, log: string[], ...failures: (Error | undefined)[]): UndoStep {
  return {
    name,
    undo: async (confirmed) => {
      const failure = confirmed ? undefined : failures.shift();
      log.push(`${name}${confirmed ? ' confirmed' : ''}${failure === undefined ? '' : ' failed'}`);
      if (failure !== undefined) throw failure;
    },
  };
}

test('nothing done is nothing to take back', () => expect(undoSteps([])).toBeUndefined());

test('one that cannot be taken back keeps none of the others from it, and can be tried again alone', async () => {
  const log: string[] = [];
  const undo = undoSteps([step('one', log), step('two', log, refused('CONFLICT', '', 'no room')), step('three', log)]);
  await expect(undo?.(false)).rejects.toThrow(new PartlyUndoneError(['one', 'three'], 'two: No room.'));
  expect(log).toEqual(['one', 'two failed', 'three']);
  await undo?.(false);
  expect(log.slice(3)).toEqual(['two']);
});

test('without a connection it stops, and goes on where it was', async () => {
  const log: string[] = [];
  const undo = undoSteps([step('one', log), step('two', log, new NotConnectedError()), step('three', log)]);
  const failed = await undo?.(false).catch((error: unknown) => error);
  expect(isPartlyUndone(failed)).toBe(true);
  expect(failureText(failed)).toBe(
    'Taken back: one. Not taken back: two: There is no connection to the server at the moment. Nothing was changed. Not tried: three.',
  );
  expect(log).toEqual(['one', 'two failed']);
  await undo?.(false);
  expect(log.slice(2)).toEqual(['two', 'three']);
  // Nothing is taken back yet: all of it can be later.
  await expect(undoSteps([step('one', log, new NotConnectedError()), step('two', log)])?.(false)).rejects.toThrow(NotConnectedError);
});

test('what was taken back, and what was not, is said; one alone that was not is no part of anything', async () => {
  const log: string[] = [];
  const steps = Array.from({ length: 8 }, (_, index) => step(`${index}`, log, ...(index === 3 ? [refused('CONFLICT', '', 'no room')] : [])));
  const failed = await undoSteps(steps)?.(false).catch((error: unknown) => error);
  expect(isPartlyUndone(failed)).toBe(true);
  expect(failureText(failed)).toBe('Taken back: 0, 1, 2, 4, 5, and 2 more. Not taken back: 3: No room.');
  const alone = await undoSteps([step('one', log, refused('CONFLICT', '', 'no room'))])?.(false).catch((error: unknown) => error);
  expect([isPartlyUndone(alone), failureText(alone)]).toEqual([false, 'Not taken back: one: No room.']);
  // The same of a list of the settings: the server says how many.
  const left = (undone: number): unknown => new ORPCError('CHANGED_ELSEWHERE', { data: { problems: [{ field: 'undo', message: 'left', facts: { undone } }] } });
  expect([isPartlyUndone(left(2)), isPartlyUndone(left(0)), isPartlyUndone(refused('CONFLICT', '', 'no room'))]).toEqual([true, false, false]);
});

test('what is gone already is nothing to complain of', async () => {
  const log: string[] = [];
  await undoSteps([step('one', log, refused('NOT_FOUND', 'address', 'there is none')), step('two', log)])?.(false);
  expect(log).toEqual(['one failed', 'two']);
});

test('what has to be asked is asked together, each by its name, before anything is taken back; a yes is for what was asked about', async () => {
  const log: string[] = [];
  const question = (): Error => refused('NEEDS_CONFIRMATION', 'account-has-mail', 'there is mail');
  const steps = [step('zero', log), step('one', log, question()), step('two', log, question()), step('three', log, question())];
  const undo = undoSteps(steps, () => Promise.resolve(new Set(['one', 'three'])));
  const asked = await undo?.(false).catch((error: unknown) => risksIn(error));
  expect(asked).toEqual([
    { field: 'account-has-mail', message: 'one: There is mail.' },
    { field: 'account-has-mail', message: 'three: There is mail.' },
  ]);
  // Thought better of: all is as it was.
  expect(log).toEqual(['one failed', 'three failed']);
  // Two was not asked about, and has mail by now.
  await expect(undo?.(true)).rejects.toThrow(new PartlyUndoneError(['zero', 'one', 'three'], 'two: There is mail.'));
  expect(log.slice(2)).toEqual(['zero', 'one confirmed', 'two failed', 'three confirmed']);
});

test('a question that nobody could foresee begins the next try, once others are taken back', async () => {
  const log: string[] = [];
  const question = (): Error => refused('NEEDS_CONFIRMATION', 'account-has-mail', 'there is mail');
  const undo = undoSteps([step('one', log), step('two', log, question(), question())]);
  await expect(undo?.(false)).rejects.toThrow(new PartlyUndoneError(['one'], 'two: There is mail.'));
  expect(await undo?.(false).catch((error: unknown) => risksIn(error))).toEqual([{ field: 'account-has-mail', message: 'two: There is mail.' }]);
  await undo?.(true);
  expect(log).toEqual(['one', 'two failed', 'two failed', 'two confirmed']);
});
