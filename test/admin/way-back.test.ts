/** Ways back of a window whose connection is cut after the server has done it, and before its answer. */
import { createRouterClient } from '@orpc/server';
import { beforeAll, afterAll, expect, test } from 'vitest';
import type { AdminClient } from '../../main/admin/channel.ts';
import { createAdminContext } from '../../main/admin/context.ts';
import { adminRouter } from '../../main/admin/dispatcher.ts';
import { sentAgain } from '../../renderer/client/sent-again.ts';
import { wayBackFor } from '../../renderer/windows/mailing-lists/way-back.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';
import { refusal } from './carriers.ts';

const LOST = new DOMException('the connection was closed', 'AbortError');

let running: RunningEngine;
let client: AdminClient;

beforeAll(async () => {
  running = await startEngine();
  const console = { signInAddress: () => undefined, setPassword: () => Promise.resolve() };
  client = createRouterClient(adminRouter, { context: { admin: createAdminContext(running.engine, '0', console), caller: 'console' } });
});

afterAll(async () => {
  await running.stop();
});

/** Each call is done; the answer to the first is lost. */
function losingFirst<Input, Answer>(call: (input: Input) => Promise<Answer>): (input: Input) => Promise<Answer> {
  let lost = false;
  return async (input) => {
    const answer = await call(input);
    if (lost) return answer;
    lost = true;
    throw LOST;
  };
}

test('a list comes back with its members', async () => {
  const address = 'team@local.test';
  await client.lists.add({ address, name: 'Team' });
  await client.lists.addMembers({ address, members: ['anna@local.test', 'far@elsewhere.test'] });
  const removed = await client.lists.remove({ address });
  const back = wayBackFor({ lists: { add: losingFirst(client.lists.add), putBackMembers: losingFirst(client.lists.putBackMembers) } }, [removed]);
  await expect(back?.(false)).rejects.toBe(LOST);
  await expect(back?.(false)).rejects.toBe(LOST);
  await back?.(false);
  const members = await client.lists.members({ address });
  expect(members.map((member) => member.address).toSorted()).toEqual(['anna@local.test', 'far@elsewhere.test']);
  // What somebody else has made meanwhile is none of ours.
  await expect(wayBackFor(client, [removed])?.(false)).rejects.toThrow(/already a mailing list team@local\.test/);
});

test('an alias that is back counts as taken back; one that is there for another reason does not', async () => {
  const alias = { address: 'info@local.test', targets: ['anna@local.test'] };
  const put = losingFirst(client.aliases.put);
  const back = sentAgain(() => put(alias), 'CONFLICT');
  await expect(back()).rejects.toBe(LOST);
  await back();
  expect(await client.aliases.list({})).toMatchObject([alias]);
  expect(await refusal(sentAgain(() => client.aliases.put(alias), 'CONFLICT')())).toMatchObject({ code: 'CONFLICT' });
});
