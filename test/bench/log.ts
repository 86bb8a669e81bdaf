/**
 * What the event log costs: the caller of `emit`, in all (the log thread included), and how fast events reach the disk;
 * then how long searches take. `npm run bench -- --only log [--events 1000000]`
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogFilter } from '../../shared/admin-api/log.ts';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import { type NewEvent, reasonIdSchema } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { systemClock } from '../../main/clock.ts';
import { newSessionId, newTraceId } from '../../main/ids.ts';
import { type EventLog, createEventLog } from '../../main/log/event-log.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { memoryStatistics } from '../fakes/memory-statistics.ts';

const A_MILLION = 1_000_000;
/** As many as may come in one turn of the event loop on a busy server. */
const BURST = 20;
const sessions = Array.from({ length: 20 }, () => newSessionId());
let traceId = '';

/** Milliseconds that a search may take, whatever is looked for (of a million events). */
const MOST_MILLISECONDS = 300;
/** Every so many events a refusal; and one event of which there is no second, long ago. */
const REFUSAL_EVERY = 50;
const LONE_EVENT = 30_000;

const SEEN_REASONS: ReadonlySet<ReasonId> = new Set<ReasonId>(['accepted', 'unknown-recipient', 'mailbox-full']);
/** Nearly all there are, as a word in the language of the window may stand in nearly all of their sentences. */
const UNSEEN_REASONS = reasonIdSchema.options.filter((reason) => !SEEN_REASONS.has(reason));

/** The events of a message, again and again: three commands, accepted, delivered. */
function sampleEvent(number: number): NewEvent {
  const session = Math.floor(number / 5) % sessions.length;
  const common = { level: 'info', protocol: 'smtp', sessionId: sessions[session] ?? '', remoteAddress: `192.0.2.${session}` } as const;
  if (number === LONE_EVENT) {
    return {
      ...common,
      kind: 'tls-failed',
      level: 'error',
      remoteAddress: '198.51.100.77',
      reason: 'mailbox-full',
      text: 'the one unique-snowflake of its kind',
    };
  }
  if (number % REFUSAL_EVERY === 0) {
    return { ...common, kind: 'recipient-refused', level: 'warning', reason: 'unknown-recipient', text: `<nobody${number % 613}@recipient.example>` };
  }
  switch (number % 5) {
    case 0:
      return { ...common, kind: 'command', text: `MAIL FROM:<sender${number % 997}@sender.example> SIZE=4096 BODY=8BITMIME` };
    case 1:
      return { ...common, kind: 'command', text: `RCPT TO:<anna${number % 89}@recipient.example>` };
    case 2:
      return { ...common, kind: 'command', text: 'DATA' };
    case 3:
      traceId = newTraceId(Date.now());
      return { ...common, kind: 'message-accepted', traceId, reason: 'accepted', text: `from <sender${number % 997}@sender.example>, 1 recipient, 4096 bytes` };
    default:
      return { ...common, kind: 'message-delivered', traceId, account: `anna${number % 89}@recipient.example`, text: '4096 bytes' };
  }
}

function microseconds({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

/** Everything at once, as fast as the log takes it: waits whenever the backlog would fill. */
async function throughput(log: EventLog, total: number): Promise<void> {
  const allBefore = microseconds(process.cpuUsage());
  const callerBefore = microseconds(process.threadCpuUsage());
  const start = performance.now();
  let emitting = 0;
  for (let done = 0; done < total; done += BURST) {
    const events = Array.from({ length: BURST }, (_, place) => sampleEvent(done + place));
    const begin = microseconds(process.threadCpuUsage());
    for (const event of events) log.emit(event);
    emitting += microseconds(process.threadCpuUsage()) - begin;
    if (done % (FIXED_LIMITS.eventBacklog / 4) === 0) await log.search({}, { limit: 1 });
    else if (done % 200 === 0) await nextTurn();
  }
  await log.search({}, { limit: 1 });
  const seconds = (performance.now() - start) / 1000;
  const caller = microseconds(process.threadCpuUsage()) - callerBefore;
  const others = microseconds(process.cpuUsage()) - allBefore - caller;
  console.log(`emit: ${(emitting / total).toFixed(2)} µs of processor time an event for the caller`);
  console.log(`log thread (and the garbage collector's helpers): ${(others / total).toFixed(2)} µs an event`);
  console.log(`through to database and file: ${Math.round(total / seconds)} events/s; ${log.lost} lost`);
}

async function searches(log: EventLog): Promise<void> {
  const rare = await log.search({ kinds: ['message-accepted'] }, { limit: 1 });
  const filters: readonly (readonly [string, LogFilter])[] = [
    ['last 500', {}],
    ['one session', { sessionId: sessions[7] ?? '' }],
    ['one address', { remoteAddress: '192.0.2.7' }],
    ['a rare address', { remoteAddress: '198.51.100.77' }],
    ['an absent address', { remoteAddress: '203.0.113.1' }],
    ['one trace', { traceId: rare.events[0]?.traceId ?? '' }],
    ['no such trace', { traceId: 'none' }],
    ['no such session', { sessionId: 'none' }],
    ['one account', { account: 'anna7@recipient.example' }],
    ['an absent account', { account: 'anna7@sender.example' }],
    ['a rare kind', { kinds: ['tls-failed'] }],
    ['an absent kind', { kinds: ['relay-failed'] }],
    ['warnings', { minLevel: 'warning' }],
    ['errors', { minLevel: 'error' }],
    ['a reason', { reason: 'unknown-recipient' }],
    ['a rare reason', { reason: 'mailbox-full' }],
    ['an absent reason', { reason: 'text-filtered' }],
    ['common text', { text: 'sender7@' }],
    ['text of a few', { text: 'nobody600@' }],
    ['rare text', { text: 'UNIQUE-snowflake' }],
    ['text that is nowhere, of letters that are everywhere', { text: 'anna7@sender.example' }],
    ['text that only names have in which nobody looks, of every line', { text: 'smtp' }],
    ['text that only names have in which nobody looks, of half of the lines', { text: 'command' }],
    ['text that is part of such a name', { text: 'nf' }],
    ['text that only names have, and an address that is everywhere', { text: 'info', remoteAddress: '192.0.2.7' }],
    ['text that every line has in its time', { text: String(Date.now()).slice(0, 4) }],
    ['two words', { text: 'recipient, 4096' }],
    ['two words that are nowhere together', { text: 'bytes recipient' }],
    ['text of many within a time, by errors', { text: 'sender', since: 1, until: Date.now(), minLevel: 'error' }],
    ['text of many, a kind of others', { text: '4096 bytes', kinds: ['recipient-refused'] }],
    ['absent text', { text: 'no such text anywhere' }],
    ['one letter that is nowhere', { text: 'ß' }],
    ['a word of nearly all reasons, of which no event has one', { text: 'no such text anywhere', textReasons: UNSEEN_REASONS }],
    ['a word of ten reasons, of which no event has one', { text: 'no such text anywhere', textReasons: UNSEEN_REASONS.slice(0, 10) }],
    ['a word of nearly all reasons, and of names in which nobody looks', { text: 'smtp', textReasons: UNSEEN_REASONS }],
    ['a word of nearly all reasons, of which one event has one', { text: 'no such text anywhere', textReasons: [...UNSEEN_REASONS, 'mailbox-full'] }],
    ['text of an address', { text: '192.0.2.7', kinds: ['recipient-refused'], since: 1 }],
    ['before all', { until: 1 }],
  ];
  let worst = 0;
  for (const [name, filter] of filters) {
    const cpuBefore = microseconds(process.cpuUsage());
    const start = performance.now();
    const { events } = await log.search(filter, { limit: 500 });
    const elapsed = performance.now() - start;
    // On a busy machine only the processor time says something.
    const cpu = (microseconds(process.cpuUsage()) - cpuBefore) / 1000;
    const time = Math.min(elapsed, cpu);
    worst = Math.max(worst, time);
    const verdict = time > MOST_MILLISECONDS ? ' TOO SLOW' : '';
    console.log(`search, ${name}: ${elapsed.toFixed(1)} ms, of the processor ${cpu.toFixed(1)} ms; ${events.length} found${verdict}`);
  }
  console.log(`search, the slowest: ${worst.toFixed(0)} ms${worst > MOST_MILLISECONDS ? ' TOO SLOW' : ''}`);
}

export async function benchLog(total = A_MILLION): Promise<void> {
  if (!Number.isInteger(total) || total < 1) throw new Error('--events takes a whole number from 1');
  console.log(`\nthe log, of ${total.toLocaleString('en')} events:`);
  const folder = mkdtempSync(path.join(tmpdir(), 'gatepost-bench-log-'));
  try {
    const log = await createEventLog({ dataFolder: folder, clock: systemClock, settings: new FixedSettings(), statistics: memoryStatistics() });
    for (let number = 0; number < 20_000; number += 1) {
      log.emit(sampleEvent(number));
      if (number % 1000 === 0) await log.search({}, { limit: 1 });
    }
    await throughput(log, total);
    await searches(log);
    await log.close();
    console.log(`database: ${(statSync(path.join(folder, 'events.db')).size / total).toFixed(0)} bytes an event`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
