/** An event log on a folder of its own, closed after the test. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { LogFilter } from '../../shared/admin-api/log.ts';
import type { NewDecision, TraceStep } from '../../shared/decisions/verdicts.ts';
import type { LogEvent, NewEvent } from '../../shared/events.ts';
import { type EventLog, createEventLog } from '../../main/log/event-log.ts';
import { FixedSettings } from '../fakes/fixed-settings.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { type MemoryStatistics, memoryStatistics } from '../fakes/memory-statistics.ts';
import { tempFolder } from '../fakes/temp-folder.ts';

export interface OpenLog {
  readonly log: EventLog;
  readonly folder: string;
  readonly clock: ManualClock;
  readonly settings: FixedSettings;
  readonly statistics: MemoryStatistics;
  /** What a search finds, up to the greatest page. */
  readonly found: (filter?: LogFilter) => Promise<LogEvent[]>;
  /** The lines of all log files, in order of the file names, once everything emitted is written. */
  readonly fileLines: () => Promise<string[]>;
}

export async function openLog(parts: Partial<Pick<OpenLog, 'folder' | 'clock' | 'settings' | 'statistics'>> = {}): Promise<OpenLog> {
  const { folder = tempFolder(), clock = new ManualClock(), settings = new FixedSettings(), statistics = memoryStatistics() } = parts;
  const log = await createEventLog({ dataFolder: folder, clock, settings, statistics });
  onTestFinished(() => log.close());
  const found = async (filter: LogFilter = {}): Promise<LogEvent[]> => (await log.search(filter, { limit: 5000 })).events;
  const fileLines = async (): Promise<string[]> => {
    await log.search({}, { limit: 1 });
    return logFileNames(folder).flatMap((name) =>
      readFileSync(path.join(folder, 'logs', name), 'utf8')
        .split('\n')
        .slice(0, -1),
    );
  };
  return { log, folder, clock, settings, statistics, found, fileLines };
}

export function logFileNames(folder: string): string[] {
  const logs = path.join(folder, 'logs');
  return existsSync(logs) ? readdirSync(logs).toSorted() : [];
}

/** An ordinary event, changed as the test needs it. */
export function event(change: Partial<NewEvent> = {}): NewEvent {
  return { kind: 'command', level: 'info', protocol: 'smtp', sessionId: 'session1', remoteAddress: '192.0.2.1', text: 'NOOP', ...change };
}

/** An ordinary decision about an accepted message, changed as the test needs it. */
export function decision(change: Partial<NewDecision> = {}): NewDecision {
  return {
    sessionId: 'session1',
    traceId: 'trace1',
    protocol: 'smtp',
    remoteAddress: '192.0.2.1',
    helo: 'mail.sender.test',
    reversePath: 'carl@sender.test',
    recipients: ['anna@local.test'],
    check: 'server-limits',
    stage: 'data',
    verdict: 'pass',
    reason: 'accepted',
    bytes: 1234,
    content: { subject: 'Hello', from: ['carl@sender.test'], attachments: ['plan.pdf'] },
    steps: [
      step({ check: 'banned-addresses', stage: 'connect', input: '192.0.2.1' }),
      { outcome: 'skipped', check: 'sender-rules', stage: 'rcpt', input: 'anna@local.test', revision: 7, skip: 'not-relayed' },
      step({ check: 'filters', stage: 'data', input: 'message' }),
    ],
    ...change,
  };
}

/** A step that found nothing wrong, changed as the test needs it. */
export function step(change: Partial<Extract<TraceStep, { outcome: 'ran' }>> = {}): TraceStep {
  return {
    outcome: 'ran',
    check: 'filters',
    stage: 'data',
    input: 'message',
    revision: 7,
    verdict: 'pass',
    reason: 'nothing-wrong',
    milliseconds: 0.25,
    ...change,
  };
}

/** A message that a filter has refused. */
export function refusal(change: Partial<NewDecision> = {}): NewDecision {
  return decision({
    check: 'filters',
    verdict: 'reject',
    reason: 'text-filtered',
    steps: [
      step({ check: 'banned-addresses', stage: 'connect' }),
      step({ verdict: 'reject', reason: 'text-filtered', entry: 'cheap pills', detail: 'in the body' }),
    ],
    ...change,
  });
}
