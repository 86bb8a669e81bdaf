import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REASONS, type ReasonId } from '../../shared/decisions/reasons.ts';
import type { LogFilter } from '../../shared/admin-api/log.ts';
import { EVENT_LEVELS, type LogEvent, type NewEvent, eventKindSchema, logEventSchema, reasonIdSchema } from '../../shared/events.ts';
import { foldCase } from '../../main/log/fold-case.ts';
import { matchesFilter } from '../../main/log/log-filter.ts';
import { openLog } from './open-log.ts';

const sessions = fc.constantFrom('session1', 'session2', 'session3');
const traces = fc.constantFrom('trace1', 'trace2', 'trace22');
const addresses = fc.constantFrom('192.0.2.1', '192.0.2.11', '2001:db8::1');
const accounts = fc.constantFrom('anna@example.com', 'Anna@Example.com', 'ÄNNE@example.com', 'änne@example.com', 'info', 'smtp', 'command');
const kinds = fc.constantFrom(...eventKindSchema.options);
const protocols = fc.constantFrom(...logEventSchema.shape.protocol.options);
const levels = fc.constantFrom(...EVENT_LEVELS);
const reasons: fc.Arbitrary<ReasonId> = fc.constantFrom(...reasonIdSchema.options);
/** Letters whose case is odd, and what SQL or a pattern would take for something else. */
const words = fc
  .array(
    fc.constantFrom(
      'mail',
      'MAIL',
      '100%',
      'a_b',
      'K',
      '\u212a',
      'k',
      'İ',
      'i̇',
      'ΟΔΟΣ',
      'οδος',
      'οδοσ',
      'ß',
      'SS',
      "'",
      '"',
      '\\',
      '*',
      '[x]',
      '\t',
      'info',
      'smtp',
      'Command',
      '17',
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((some) => some.join(' '));

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(value, { nil: undefined });

const events: fc.Arbitrary<NewEvent> = fc
  .record({ kind: kinds, level: levels, protocol: protocols, text: words }, { noNullPrototype: true })
  .chain((event) =>
    fc
      .record(
        { sessionId: sessions, traceId: traces, remoteAddress: addresses, account: accounts, reason: reasons },
        { requiredKeys: [], noNullPrototype: true },
      )
      .map((more) => ({ ...event, ...more })),
  );

describe('a filter', () => {
  it('finds in a search what it lets through in the live log, for every filter', async () => {
    const { log, clock } = await openLog();
    const all: LogEvent[] = [];
    log.onEvent((event) => all.push(event));
    const start = clock.now();
    // More than a few chunks, some made of small batches, under a clock that is set back now and then.
    for (const [place, event] of fc.sample(events, { numRuns: 3000, seed: 1 }).entries()) {
      log.emit(event);
      clock.advance(place % 700 === 699 ? -200_000 : 1000);
      if (place % 97 === 0) await log.search({}, { limit: 1 });
    }
    const times = fc.integer({ min: start - 1000, max: start + 3_000_000 });
    const filters: fc.Arbitrary<LogFilter> = fc
      .record({
        since: optional(times),
        until: optional(times),
        remoteAddress: optional(addresses),
        sessionId: optional(sessions),
        traceId: optional(traces),
        account: optional(accounts),
        kinds: optional(fc.array(kinds, { maxLength: 5 })),
        protocols: optional(fc.array(protocols, { maxLength: 3 })),
        minLevel: optional(levels),
        text: optional(
          fc.oneof(
            words,
            fc.constantFrom(
              '',
              'I',
              'σ',
              'example',
              'no-such',
              'message-too',
              'command',
              'SMTP',
              'mt',
              'info',
              'ess',
              'er',
              '-re',
              '1',
              '00',
              '17',
              '192.0.2.1',
              '\n',
              '\\t',
            ),
          ),
        ),
      })
      // Few parts at a time, or nothing would ever fit.
      .chain((whole) => fc.subarray(Object.entries(whole), { maxLength: 2 }).map((parts): LogFilter => Object.fromEntries(parts)))
      .chain((filter) => optional(fc.array(reasons, { maxLength: 5 })).map((textReasons): LogFilter => ({ ...filter, ...(textReasons && { textReasons }) })));
    await fc.assert(
      fc.asyncProperty(filters, optional(fc.integer({ min: 0, max: 3100 })), fc.constantFrom(1, 10, 5000), async (filter, before, limit) => {
        const fitting = all.filter((event) => matchesFilter(event, filter) && event.id < (before ?? Infinity));
        expect(await log.search(filter, { before, limit })).toEqual({ events: fitting.slice(-limit), more: fitting.length > limit });
      }),
      { numRuns: 300 },
    );
  });

  const event: LogEvent = {
    id: 1,
    at: 1000,
    kind: 'message-refused',
    level: 'warning',
    protocol: 'smtp',
    sessionId: 'session1',
    traceId: 'trace1',
    remoteAddress: '192.0.2.1',
    account: 'Anna@example.com',
    reason: 'message-too-big',
    text: 'Größe 30000000',
  };

  it.each<[LogFilter, boolean]>([
    [{}, true],
    [{ since: 1000, until: 1000 }, true],
    [{ since: 1001 }, false],
    [{ until: 999 }, false],
    [{ remoteAddress: '192.0.2.1' }, true],
    [{ remoteAddress: '192.0.2' }, false],
    [{ sessionId: 'session1', traceId: 'trace1' }, true],
    [{ sessionId: 'session2', traceId: 'trace1' }, false],
    [{ account: 'anna@EXAMPLE.com' }, true],
    [{ account: 'nna@example.com' }, false],
    [{ kinds: ['command', 'message-refused'] }, true],
    [{ kinds: ['command'] }, false],
    [{ kinds: [] }, true],
    [{ protocols: ['smtp'] }, true],
    [{ protocols: ['pop3'] }, false],
    [{ minLevel: 'info' }, true],
    [{ minLevel: 'warning' }, true],
    [{ minLevel: 'error' }, false],
    [{ text: 'GRÖSSE' }, false],
    [{ text: 'GRÖßE 3' }, true],
    [{ text: 'anna@' }, true],
    [{ text: '.0.2.1' }, true],
    [{ text: 'too-big' }, true],
    [{ text: '' }, true],
    [{ text: 'session1' }, false],
    [{ text: 'warning' }, false],
  ])('%j fits: %s', (filter, fits) => {
    expect(matchesFilter(event, filter)).toBe(fits);
  });

  it('finds an explanation where the reader says which reasons have it: their names alone are kept', () => {
    const text = REASONS['message-too-big'].explanation;
    expect(matchesFilter(event, { text })).toBe(false);
    expect(matchesFilter(event, { text, textReasons: ['message-too-big'] })).toBe(true);
    expect(matchesFilter(event, { text, textReasons: ['mailbox-full'] })).toBe(false);
  });
});

describe('names in a line', () => {
  it('are told from what stands elsewhere: no reason has the name of a level or of a protocol', () => {
    const names: readonly string[] = [...EVENT_LEVELS, ...logEventSchema.shape.protocol.options];
    expect(reasonIdSchema.options.filter((reason) => names.includes(reason))).toEqual([]);
  });
});

describe('foldCase', () => {
  it('keeps every place where it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldCase(text)).toHaveLength(text.length);
      }),
    );
    expect(foldCase('İİ ΣΑΣ')).toBe('ii σασ');
  });

  it('folds a part of a text as it does within the whole, and keeps lines apart', () => {
    fc.assert(
      fc.property(words, words, (one, other) => {
        expect(foldCase(one + other)).toBe(foldCase(one) + foldCase(other));
        expect(foldCase(`${one}\n${other}`).split('\n')).toEqual([foldCase(one), foldCase(other)]);
      }),
    );
  });
});
