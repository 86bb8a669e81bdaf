import { statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { NewEvent } from '../../shared/events.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { TUNING } from '../../main/log/tuning.ts';
import { event, logFileNames, openLog } from './open-log.ts';

const DAY = 24 * 60 * 60 * 1000;

/** All that hostile text can try: other lines, other columns, colours, a reversed direction, invisible characters, a broken pair. */
const HOSTILE = 'a\r\n2026-01-01T00:00:00.000+00:00 error smtp forged\tb\u001b[31mc\u202ed\u200be\u2028f\ud800g\u0000h\u009bi';

describe('an event', () => {
  it('is found in the database and in the file of its day, with all its fields', async () => {
    const { log, clock, found, fileLines } = await openLog();
    const whole: NewEvent = {
      kind: 'message-refused',
      level: 'warning',
      protocol: 'submission',
      sessionId: 'session1',
      traceId: 'trace1',
      remoteAddress: '2001:db8::1',
      account: 'anna@example.com',
      reason: 'message-too-big',
      text: '30000000 bytes',
    };
    log.emit(whole);
    log.emit({ kind: 'server', level: 'info', protocol: 'server', text: 'bare' });
    expect(await found()).toEqual([
      { id: 1, at: clock.now(), ...whole },
      { id: 2, at: clock.now(), kind: 'server', level: 'info', protocol: 'server', text: 'bare' },
    ]);
    const [first, second] = await fileLines();
    expect(first).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d warning submission session=session1 trace=trace1 client=2001:db8::1 account=anna@example\.com message-refused reason=message-too-big 30000000 bytes$/,
    );
    expect(second).toMatch(/ info server session=- trace=- client=- account=- server reason=- bare$/);
    expect(Date.parse(first?.split(' ')[0] ?? '')).toBe(clock.now());
  });

  it('with hostile text is one escaped line, on disk and on screen', async () => {
    const { log, found, fileLines } = await openLog();
    const follower = log.follow({});
    log.emit(event({ text: HOSTILE, account: `x ${HOSTILE}`, remoteAddress: HOSTILE, sessionId: HOSTILE, traceId: HOSTILE }));
    const lines = await fileLines();
    expect(lines).toHaveLength(1);
    const shown = (await follower.next()).value?.events[0];
    const [kept] = await found();
    expect(shown).toEqual(kept);
    const escaped = 'a\\r\\n2026-01-01T00:00:00.000+00:00 error smtp forged\\tb\\x1b[31mc\\u{202e}d\\u{200b}e\\u{2028}f\\u{d800}g\\x00h\\x9bi';
    expect(kept?.text).toBe(escaped);
    expect(kept?.account).toBe(`x ${escaped}`);
    expect(lines[0]).toMatch(/^[\x20-\x7e]+$/);
    // Nine columns and the text: no field can pretend to be the next.
    expect(lines[0]?.split(' ').slice(6, 9)).toEqual([`account=${`x ${escaped}`.replaceAll(' ', '\\x20')}`, 'command', 'reason=-']);
  });

  it('that is too long is cut, and says so', async () => {
    const { log, found } = await openLog();
    log.emit(event({ text: 'x'.repeat(100_000), account: '\u202e'.repeat(5000) }));
    const [kept] = await found();
    expect(kept?.text).toBe(`${'x'.repeat(FIXED_LIMITS.eventTextCharacters)}… (${100_000 - FIXED_LIMITS.eventTextCharacters} more characters)`);
    expect(kept?.account?.length).toBeLessThan(FIXED_LIMITS.eventTextCharacters + 50);
    expect(kept?.account).toMatch(/^(?:\\u\{202e\})+… \(\d+ more characters\)$/);
  });

  it('never shows a secret, whoever forgot to leave it out', async () => {
    const { log, folder, found, fileLines } = await openLog();
    const follower = log.follow({});
    const commands = ['AUTH PLAIN AGFubmEAaHVudGVyMg==', 'auth login aHVudGVyMg==', 'PASS hunter2 and more', '+ pass hunter2', 'C: PASS hunter2'];
    for (const text of commands) log.emit(event({ text }));
    log.emit(event({ kind: 'server', text: 'the client said PASS hunter2' }));
    log.emit(event({ text: 'USER anna\r\nPASS hunter2\r\nSTAT' }));
    const outputs = [JSON.stringify(await found()), (await fileLines()).join('\n'), JSON.stringify((await follower.next()).value)];
    for (const output of outputs) {
      expect(output).toContain('(secret)');
      expect(output).not.toMatch(/hunter2|aHVudGVyMg|AGFubmEA/);
    }
    expect(logFileNames(folder)).toHaveLength(1);
    expect((await found()).map(({ text }) => text)).toEqual([
      'AUTH PLAIN (secret)',
      'auth login (secret)',
      'PASS (secret)',
      '+ pass (secret)',
      'C: PASS (secret)',
      'the client said PASS (secret)',
      'USER anna\\r\\nPASS (secret)',
    ]);
  });

  it('is kept where only the owner can read', async () => {
    const { log, folder, fileLines } = await openLog();
    log.emit(event());
    await fileLines();
    const modes = ['events.db', 'events.db-wal', 'logs', path.join('logs', logFileNames(folder)[0] ?? '')].map(
      (name) => statSync(path.join(folder, name)).mode & 0o077,
    );
    expect(modes).toEqual([0, 0, 0, 0]);
  });
});

describe('ids', () => {
  it('go on after a restart', async () => {
    const first = await openLog();
    for (let count = 0; count < 1000; count += 1) first.log.emit(event());
    await first.log.close();
    const second = await openLog({ folder: first.folder });
    second.log.emit(event({ text: 'after' }));
    expect((await second.found({ text: 'after' })).map(({ id }) => id)).toEqual([1001]);
    expect(await second.found()).toHaveLength(1001);
  });

  it('go on after all events have grown old', async () => {
    const first = await openLog();
    first.log.emit(event());
    first.log.emit(event());
    await first.log.close();
    first.clock.advance(400 * DAY);
    const second = await openLog({ folder: first.folder, clock: first.clock });
    second.log.emit(event({ text: 'after' }));
    expect((await second.found({ text: 'after' })).map(({ id }) => id)).toEqual([3]);
  });
});

describe('a search', () => {
  it('pages back through everything, each event once and in order', async () => {
    const { log } = await openLog();
    for (let count = 0; count < 2345; count += 1) log.emit(event({ text: `number ${count}` }));
    const texts: string[] = [];
    let before: number | undefined;
    for (let more = true; more; ) {
      const page = await log.search({}, { before, limit: 100 });
      texts.unshift(...page.events.map(({ text }) => text));
      before = page.events[0]?.id;
      more = page.more;
    }
    expect(texts).toEqual(Array.from({ length: 2345 }, (_, count) => `number ${count}`));
  });

  it('says whether there is more', async () => {
    const { log } = await openLog();
    for (let count = 0; count < 3; count += 1) log.emit(event());
    expect((await log.search({}, { limit: 3 })).more).toBe(false);
    expect((await log.search({}, { limit: 2 })).more).toBe(true);
    expect((await log.search({}, { limit: 2, before: 3 })).more).toBe(false);
  });

  it('ends when its signal fires', async () => {
    const { log } = await openLog();
    const controller = new AbortController();
    const search = log.search({}, { limit: 1 }, controller.signal);
    controller.abort();
    await expect(search).rejects.toThrow();
    await expect(log.search({}, { limit: 1 })).resolves.toEqual({ events: [], more: false });
  });
});

describe('a log that is closed', () => {
  it('ends the searches under way, and takes no more', async () => {
    const { log } = await openLog();
    log.emit(event());
    const search = log.search({}, { limit: 1 });
    await Promise.all([log.close(), expect(search).rejects.toThrow('the log is closed')]);
    await expect(log.search({}, { limit: 1 })).rejects.toThrow('the log is closed');
    await log.close();
  });
});

describe('what is kept', () => {
  it('goes with its day, in the database and in the folder, and foreign files stay', async () => {
    const { log, folder, clock, settings, found, fileLines } = await openLog();
    for (const text of ['day 1', 'day 2', 'day 3', 'day 4']) {
      log.emit(event({ text }));
      await log.search({}, { limit: 1 });
      clock.advance(DAY);
    }
    log.emit(event({ text: 'day 5' }));
    settings.change((now) => {
      now.logging.keepDays = 2;
    });
    expect((await found()).map(({ text }) => text)).toEqual(['day 3', 'day 4', 'day 5']);
    expect((await fileLines()).map((line) => line.slice(-5))).toEqual(['day 3', 'day 4', 'day 5']);
    expect(logFileNames(folder)).toHaveLength(3);
  });

  it('goes to the file or not, as the setting says at the moment', async () => {
    const { log, settings, found, fileLines } = await openLog();
    const write = async (text: string, toFile: boolean): Promise<void> => {
      settings.change((now) => {
        now.logging.toFile = toFile;
      });
      log.emit(event({ text }));
      await log.search({}, { limit: 1 });
    };
    await write('one', true);
    await write('two', false);
    await write('three', true);
    expect((await fileLines()).map((line) => line.split(' ').at(-1))).toEqual(['one', 'three']);
    expect((await found()).map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  it('is in a new file from local midnight on, to the millisecond', async () => {
    const { log, folder, clock, fileLines } = await openLog();
    const date = new Date(clock.now());
    const midnight = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
    clock.advance(midnight - clock.now() - 1);
    log.emit(event({ text: 'before' }));
    clock.advance(1);
    log.emit(event({ text: 'after' }));
    expect((await fileLines()).map((line) => line.split(' ').at(-1))).toEqual(['before', 'after']);
    expect(logFileNames(folder)).toEqual(['gatepost-2026-11-24.log', 'gatepost-2026-11-25.log']);
  });
});

describe('a listener', () => {
  it('that fails is told no more, and emit goes on', async () => {
    const { log, found } = await openLog();
    let calls = 0;
    log.onEvent(() => {
      calls += 1;
      throw new Error('pipe closed');
    });
    log.emit(event({ text: 'one' }));
    log.emit(event({ text: 'two' }));
    expect(calls).toBe(1);
    expect((await found()).map(({ text }) => text)).toEqual(['one', 'A reader of the events has failed and is told no more: pipe closed', 'two']);
  });

  it('of counters that fails is told no more, and counting goes on', async () => {
    const { log, found } = await openLog();
    log.onCount(() => {
      throw new Error('window closed');
    });
    log.count('connections');
    log.count('connections');
    expect(log.counters.connections).toBe(2);
    expect((await found()).map(({ text }) => text)).toEqual(['A reader of the events has failed and is told no more: window closed']);
  });
});

describe('events with a reason', () => {
  const filled = async (change: string): Promise<(reason: 'mailbox-full' | 'disk-full') => Promise<readonly string[]>> => {
    const first = await openLog();
    for (let number = 0; number < 2 * TUNING.chunkEvents; number += 1) {
      first.log.emit(number === 7 ? event({ reason: 'mailbox-full', text: 'the one' }) : event({ reason: 'accepted' }));
    }
    await first.log.close();
    const db = new DatabaseSync(path.join(first.folder, 'events.db'));
    db.exec(change);
    db.close();
    const { found } = await openLog({ folder: first.folder });
    return async (reason) => (await found({ text: 'said by reasons alone', textReasons: [reason, 'shutting-down'] })).map(({ text }) => text);
  };

  it.each([
    ['in chunks that know their reasons', "DELETE FROM chunk WHERE reasons NOT LIKE '%mailbox-full%'"],
    ['in those of an earlier version, which do not', 'UPDATE chunk SET reasons = NULL'],
    ['in a database of an earlier version', 'ALTER TABLE chunk DROP COLUMN reasons; PRAGMA user_version = 2'],
  ])('are found by what reasons say %s', async (_where, change) => {
    const found = await filled(change);
    expect(await found('mailbox-full')).toEqual(['the one']);
    expect(await found('disk-full')).toEqual([]);
  });
});
