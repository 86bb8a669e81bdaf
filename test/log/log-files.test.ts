import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../main/log/event-line.ts';
import { LocalTime, midnightBefore } from '../../main/log/local-time.ts';
import { LogFiles } from '../../main/log/log-files.ts';
import { tempFolder } from '../fakes/temp-folder.ts';
import { logFileNames } from './open-log.ts';

const AT = Date.UTC(2026, 10, 24, 12);

function run(day: string, ...texts: readonly string[]): Parameters<LogFiles['add']>[0] {
  const lines = texts.map((text) => `1\t${AT}\tcommand\tinfo\tsmtp\t\t\t\t\t\t${text}`);
  return { day, lines, fields: lines.map(fieldsOf) };
}

function texts(folder: string, name: string): string[] {
  return readFileSync(path.join(folder, 'logs', name), 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').at(-1) ?? '');
}

describe('log files', () => {
  it('go on in the next file when one is full, and after a restart where they were', () => {
    const folder = tempFolder();
    const size = 'x'.repeat(600);
    const first = new LogFiles(folder, new LocalTime(), 1000);
    for (const name of ['a', 'b', 'c']) first.add(run('2026-11-24', `${size}${name}`));
    first.close();
    const second = new LogFiles(folder, new LocalTime(), 1000);
    for (const name of ['d', 'e']) second.add(run('2026-11-24', `${size}${name}`));
    second.add(run('2026-11-25', 'next'));
    second.close();
    expect(logFileNames(folder)).toEqual(['gatepost-2026-11-24.2.log', 'gatepost-2026-11-24.3.log', 'gatepost-2026-11-24.log', 'gatepost-2026-11-25.log']);
    const last = (name: string): string[] => texts(folder, name).map((text) => text.slice(-1));
    expect([last('gatepost-2026-11-24.log'), last('gatepost-2026-11-24.2.log'), last('gatepost-2026-11-24.3.log')]).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(texts(folder, 'gatepost-2026-11-25.log')).toEqual(['next']);
  });

  it('go when their day is too old, all parts of it, and nothing else goes', () => {
    const folder = tempFolder();
    const files = new LogFiles(folder, new LocalTime());
    files.prune('2026-11-24');
    files.add(run('2026-11-24', 'kept'));
    for (const name of ['gatepost-2026-11-23.log', 'gatepost-2026-11-23.2.log', 'gatepost-2026-11-23.log.gz', 'notes.txt', 'gatepost-2026-1-1.log']) {
      writeFileSync(path.join(folder, 'logs', name), '');
    }
    files.prune('2026-11-24');
    files.close();
    expect(logFileNames(folder)).toEqual(['gatepost-2026-1-1.log', 'gatepost-2026-11-23.log.gz', 'gatepost-2026-11-24.log', 'notes.txt']);
  });

  it('begin a new line after one that a crash or a full disk has cut short', () => {
    const folder = tempFolder();
    const files = new LogFiles(folder, new LocalTime());
    files.add(run('2026-11-24', 'a'));
    files.close();
    writeFileSync(path.join(folder, 'logs', 'gatepost-2026-11-24.log'), 'half a', { flag: 'a' });
    files.add(run('2026-11-24', 'b'));
    files.add(run('2026-11-24', 'c'));
    files.close();
    const lines = readFileSync(path.join(folder, 'logs', 'gatepost-2026-11-24.log'), 'utf8').split('\n');
    expect(lines.map((line) => line.split(' ').at(-1))).toEqual(['a', 'a', 'b', 'c', '']);
    expect(lines[1]).toBe('half a');
  });

  it('are made anew when somebody has removed them', () => {
    const folder = tempFolder();
    const files = new LogFiles(folder, new LocalTime());
    files.add(run('2026-11-24', 'a'));
    rmSync(path.join(folder, 'logs'), { recursive: true });
    files.add(run('2026-11-24', 'b'));
    files.close();
    expect(texts(folder, 'gatepost-2026-11-24.log')).toEqual(['b']);
  });

  it('are appended to when the clock is set back to another day', () => {
    const folder = tempFolder();
    const files = new LogFiles(folder, new LocalTime());
    for (const [day, text] of [
      ['2026-11-24', 'a'],
      ['2026-11-25', 'b'],
      ['2026-11-24', 'c'],
    ] as const) {
      files.add(run(day, text));
    }
    files.close();
    expect(texts(folder, 'gatepost-2026-11-24.log')).toEqual(['a', 'c']);
  });
});

describe('local time', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it.each([
    ['Europe/Berlin', Date.UTC(2026, 10, 24, 22, 59, 59, 7), '2026-11-24', '2026-11-24T23:59:59.007+01:00'],
    ['Europe/Berlin', Date.UTC(2026, 10, 24, 23), '2026-11-25', '2026-11-25T00:00:00.000+01:00'],
    ['Europe/Berlin', Date.UTC(2026, 6, 1, 22), '2026-07-02', '2026-07-02T00:00:00.000+02:00'],
    ['America/St_Johns', Date.UTC(2026, 0, 1, 3, 29), '2025-12-31', '2025-12-31T23:59:00.000-03:30'],
    ['Asia/Kathmandu', Date.UTC(2026, 0, 1), '2026-01-01', '2026-01-01T05:45:00.000+05:45'],
  ])('in %s of %d is on %s', (timeZone, at, day, stamp) => {
    process.env['TZ'] = timeZone;
    const time = new LocalTime();
    expect(time.dayOf(at)).toBe(day);
    expect(time.stamp(at)).toBe(stamp);
    expect(Date.parse(stamp)).toBe(at);
  });

  it('keeps to the day where it has 25 hours, and with every step back', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const time = new LocalTime();
    const start = Date.UTC(2026, 9, 24, 22);
    const hours = Array.from({ length: 26 }, (_, hour) => start + hour * 3_600_000);
    expect(hours.map((at) => time.dayOf(at))).toEqual([...Array.from({ length: 25 }, () => '2026-10-25'), '2026-10-26']);
    expect(
      hours
        .toReversed()
        .map((at) => time.dayOf(at))
        .at(-1),
    ).toBe('2026-10-25');
    expect(new Set(hours.map((at) => time.stamp(at))).size).toBe(26);
    expect(midnightBefore(start + 30 * 3_600_000, 1)).toBe(start);
  });
});
