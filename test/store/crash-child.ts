/**
 * The process that the crash test kills: `node crash-child.ts DATA_FOLDER ROUND`. Callers commit small and large messages
 * side by side, some of them to be held, some with a head; remove, release or discard some of them again, and tell on stdout what they have been promised, until somebody ends it.
 */
import { writeSync } from 'node:fs';
import { systemClock } from '../../main/clock.ts';
import type { IncomingMessage, MailStore } from '../../main/store/mail-store.ts';
import { openStore } from '../../main/store/open-store.ts';
import { accept, addAccount, bytes, incoming } from './sample-messages.ts';

const CALLERS = 12;
/** Small, at the limits, and large: extents of many lengths that come and go. */
const SIZES = [0, 900, 4096, 20_000, 65_536, 65_537, 150_000, 262_145, 700_000];

const [dataFolder = '', round = ''] = process.argv.slice(2);

/** Written at once, so that nothing promised is lost in a buffer of the process. */
function tell(word: 'accepted' | 'held' | 'releasing' | 'released' | 'removing' | 'removed', key: string): void {
  writeSync(process.stdout.fd, `${word} ${key}\n`);
}

const store = await openStore({ dataFolder, clock: systemClock });
const accountIds: number[] = [];
for (let caller = 0; caller < CALLERS; caller += 1) accountIds.push(await addAccount(store, `round-${round}-caller-${caller}`));
for (const [caller, accountId] of accountIds.entries()) void work(store, caller, accountId);

async function work(on: MailStore, caller: number, accountId: number): Promise<void> {
  for (let count = 1; ; count += 1) {
    const size = SIZES[(caller + count) % SIZES.length] ?? 0;
    const key = `${round}-${caller}-${count}-${size}`;
    const message = incoming({ traceId: key, deliveries: [{ accountId, recipient: 'crash@example.org' }] });
    if (caller % 2 === 1) {
      await hold(on, key, size, message, count);
      continue;
    }
    await accept(on, bytes(size, key), message);
    tell('accepted', key);
    if (count % 3 !== 0) continue;
    tell('removing', key);
    await on.mailboxes.remove(accountId, [count]);
    tell('removed', key);
  }
}

/** A message that is held, and then left, released or discarded in turn. A third of it stands before the rest as its head. */
async function hold(on: MailStore, key: string, size: number, message: IncomingMessage, count: number): Promise<void> {
  const content = bytes(size, key);
  const headBytes = Math.floor(size / 3);
  const writer = on.messages.writer();
  await writer.write(content.subarray(headBytes));
  const why = { check: 'filters', reason: 'crash', entry: key };
  const { messageId } = await writer.commit({ ...message, held: why }, content.subarray(0, headBytes));
  tell('held', key);
  if (count % 3 === 2) {
    tell('releasing', key);
    await on.quarantine.release(messageId);
    tell('released', key);
  } else if (count % 3 === 0) {
    tell('removing', key);
    await on.quarantine.remove([messageId]);
    tell('removed', key);
  }
}
