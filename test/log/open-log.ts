/** An event log on a folder of its own, closed after the test. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { LogFilter } from '../../shared/admin-api/log.ts';
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
