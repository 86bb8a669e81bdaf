import { describe, expect, it } from 'vitest';
import { logFilterSchema } from '../../shared/admin-api/log.ts';
import { REASONS } from '../../shared/decisions/reasons.ts';
import { EVENT_KINDS, type LogEvent } from '../../shared/events.ts';
import {
  type FilterForm,
  fromLogSearch,
  isFiltered,
  KIND_GROUPS,
  matcher,
  NO_FILTER,
  toLogFilter,
  toLogSearch,
} from '../../renderer/windows/log/log-filter.ts';
import { logEvent } from './log-event-maker.ts';

const fits = (form: Partial<FilterForm>, event: Partial<LogEvent>): boolean => matcher({ ...NO_FILTER, ...form })(logEvent(1, event));

const FULL: FilterForm = {
  text: 'quota',
  minLevel: 'warning',
  protocol: 'pop3',
  kinds: 'refusals',
  sessionId: 's1',
  traceId: 't1',
  remoteAddress: '192.0.2.1',
  account: 'anna@example.com',
  reason: 'mailbox-full',
  range: 'between',
  since: '2026-11-25T10:00',
  until: '2026-11-25T11:00',
};

describe('the filter of the live log', () => {
  it('lets everything through as it begins', () => {
    expect(fits({}, { level: 'debug' })).toBe(true);
    expect(isFiltered(NO_FILTER)).toBe(false);
    expect(isFiltered({ ...NO_FILTER, text: '  ' })).toBe(false);
    expect(toLogFilter(NO_FILTER, 0)).toEqual({});
  });

  it.each([
    ['text', { text: 'MAIL from' }],
    ['account', { account: 'Mail From@example.com' }],
    ['address', { remoteAddress: 'mail from' }],
  ])('finds typed text in the %s, in capitals or not', (_field, event) => {
    expect(fits({ text: ' mail FROM ' }, event)).toBe(true);
    expect(fits({ text: 'rcpt' }, event)).toBe(false);
  });

  it('finds the reason of a refusal', () => {
    expect(fits({ text: 'unknown-rec' }, { reason: 'unknown-recipient' })).toBe(true);
  });

  it('finds what a reason says where an administrator reads it, and asks the server for the same', () => {
    const text = REASONS['unknown-recipient'].explanation.slice(0, 20).toUpperCase();
    expect(fits({ text }, { reason: 'unknown-recipient' })).toBe(true);
    expect(fits({ text }, { reason: 'accepted' })).toBe(false);
    expect(toLogFilter({ ...NO_FILTER, text }, 0).textReasons).toContain('unknown-recipient');
    expect(toLogFilter({ ...NO_FILTER, text: 'anna@example.com' }, 0)).toEqual({ text: 'anna@example.com' });
  });

  it('takes a level as the least', () => {
    expect(fits({ minLevel: 'warning' }, { level: 'error' })).toBe(true);
    expect(fits({ minLevel: 'warning' }, { level: 'warning' })).toBe(true);
    expect(fits({ minLevel: 'warning' }, { level: 'info' })).toBe(false);
  });

  it('takes one protocol, one kind or a group of kinds', () => {
    expect(fits({ protocol: 'pop3' }, { protocol: 'pop3s' })).toBe(false);
    expect(fits({ kinds: 'logins' }, { kind: 'login-failed' })).toBe(true);
    expect(fits({ kinds: 'server' }, { kind: 'admin' })).toBe(false);
    expect(fits({ kinds: 'administration' }, { kind: 'admin' })).toBe(true);
  });

  it.each(['sessionId', 'traceId', 'remoteAddress', 'account'] as const)('takes %s whole', (pin) => {
    expect(fits({ [pin]: 'abc' }, { [pin]: 'abc' })).toBe(true);
    expect(fits({ [pin]: 'abc' }, { [pin]: 'abcd' })).toBe(false);
    expect(fits({ [pin]: 'abc' }, {})).toBe(false);
  });

  it('takes a span of time, in the live log as in the search', () => {
    const hour = 3_600_000;
    expect(toLogFilter({ ...NO_FILTER, range: 'day' }, 100 * hour)).toEqual({ since: 76 * hour });
    expect(fits({ range: 'hour' }, { at: Date.now() - hour / 2 })).toBe(true);
    expect(fits({ range: 'hour' }, { at: Date.now() - 2 * hour })).toBe(false);
    expect(fits({ range: 'between', until: '2026-11-25T10:00' }, { at: Date.parse('2026-11-25T10:00:30') })).toBe(true);
    expect(fits({ range: 'between', until: '2026-11-25T10:00' }, { at: Date.parse('2026-11-25T10:01') })).toBe(false);
  });

  it('has no group with the name of a kind, which a choice could not tell apart', () => {
    expect(Object.keys(KIND_GROUPS).filter((group) => group in EVENT_KINDS)).toEqual([]);
  });

  it('asks the server for all of it, in the terms of the admin API', () => {
    const asked = toLogFilter(FULL, Date.now());
    expect(logFilterSchema.parse(asked)).toEqual(asked);
    expect(asked).toMatchObject({ text: 'quota', minLevel: 'warning', protocols: ['pop3'], sessionId: 's1', traceId: 't1', reason: 'mailbox-full' });
    expect(asked.until).toBe((asked.since ?? 0) + 3_600_000 + 59_999);
    expect(asked.kinds).toContain('message-refused');
  });

  it('comes back from the address of the window as it went there', () => {
    expect(fromLogSearch(toLogSearch(FULL))).toEqual(FULL);
    expect(toLogSearch(NO_FILTER)).toEqual({});
    expect(fromLogSearch({})).toEqual(NO_FILTER);
  });
});
