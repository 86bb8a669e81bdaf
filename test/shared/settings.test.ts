import { describe, expect, it } from 'vitest';
import { REASONS } from '../../shared/decisions/reasons.ts';
import { FIXED_LIMITS, SETTABLE_LIMITS } from '../../shared/limits.ts';
import { DEFAULT_LISTENERS } from '../../shared/settings/server.ts';
import { defaultSettings, settingsSchema } from '../../shared/settings/settings.ts';

/** The path and message of each thing that is wrong with a document. */
function problems(document: unknown): string[] {
  const result = settingsSchema.safeParse(document);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the settings document', () => {
  it('needs nothing: every field has its default, which is valid', () => {
    const defaults = defaultSettings();
    expect(problems(defaults)).toEqual([]);
    expect(defaults.server.listeners).toEqual(DEFAULT_LISTENERS);
    expect(defaults.server.listeners.map(({ protocol, port }) => [protocol, port])).toEqual([
      ['smtp', 25],
      ['submission', 587],
      ['submissions', 465],
      ['pop3', 110],
      ['pop3s', 995],
    ]);
    expect(defaults.security['smtp-authentication']).toMatchObject({ enabled: true, requireTls: true });
    expect(defaults.security['attachment-filters'].messageSizeLimit).toBe(25 * 1024 * 1024);
  });

  it('has the default of each settable limit, and its bounds', () => {
    const { limits } = defaultSettings().server;
    for (const [name, limit] of Object.entries(SETTABLE_LIMITS)) {
      expect(Object.entries(limits)).toContainEqual([name, limit.default]);
      expect(problems({ server: { limits: { [name]: limit.min } } })).toEqual([]);
      expect(problems({ server: { limits: { [name]: limit.max } } })).toEqual([]);
      for (const wrong of [limit.min - 1, limit.max + 1, limit.default + 0.5]) {
        expect(problems({ server: { limits: { [name]: wrong } } })[0]).toMatch(new RegExp(`^server\\.limits\\.${name}: `));
      }
    }
  });

  it.each([
    [{ unknown: 1 }, /^: Unrecognized key: "unknown"/],
    [{ server: { hostnam: 'x' } }, /^server: Unrecognized key: "hostnam"/],
    [{ version: 2 }, /^version: /],
    [{ server: { hostname: 'not a name' } }, /^server\.hostname: must be a host name/],
    [{ server: { hostname: '192.0.2.1' } }, /^server\.hostname: must be a host name/],
    [{ server: { postmaster: 'nobody' } }, /^server\.postmaster: must be a mail address/],
    [{ server: { listeners: [{ protocol: 'pop3s', port: 995, tls: 'starttls' }] } }, /^server\.listeners\.0\.tls: pop3s always uses implicit TLS/],
    [{ server: { listeners: [{ protocol: 'smtp', port: 25, tls: 'implicit' }] } }, /^server\.listeners\.0\.tls: smtp uses "starttls" or "none"/],
    [{ server: { listeners: [{ protocol: 'smtp', port: 65_536, tls: 'none' }] } }, /^server\.listeners\.0\.port: /],
    [{ server: { listeners: [{ protocol: 'smtp', adress: '127.0.0.1', port: 25, tls: 'none' }] } }, /^server\.listeners\.0: Unrecognized key: "adress"/],
    [
      {
        server: {
          listeners: [
            { protocol: 'smtp', address: '127.0.0.1', port: 25, tls: 'none' },
            { protocol: 'pop3', port: 25, tls: 'none' },
          ],
        },
      },
      /^server\.listeners\.1\.port: another listener has port 25 already/,
    ],
    [{ server: { listeners: [{ protocol: 'imap', port: 143, tls: 'none' }] } }, /^server\.listeners\.0\.protocol: /],
    [{ server: { dns: { servers: ['192.0.2.53'] } } }, /^server\.dns\.servers\.0: must be an address and a port/],
    [{ server: { tls: { certificateFile: 'a.pem' } } }, /^server\.tls: a certificate needs both files/],
    [{ delivery: { smartHost: { host: '' } } }, /^delivery\.smartHost\.host: /],
    [{ logging: { keepDays: 0 } }, /^logging\.keepDays: /],
    [{ security: { 'attachment-filters': { messageSizeLimit: 1000 } } }, /^security\.attachment-filters\.messageSizeLimit: at least 65536 bytes/],
    [{ security: { 'smtp-authentication': { enabled: 'yes' } } }, /^security\.smtp-authentication\.enabled: /],
  ])('%j is refused with the field and the reason', (document, problem) => {
    expect(problems(document)).toHaveLength(1);
    expect(problems(document)[0]).toMatch(problem);
  });
});

describe('limits', () => {
  it('each have a default within their bounds, and a reason', () => {
    for (const limit of Object.values(SETTABLE_LIMITS)) {
      expect(limit.default).toBeGreaterThanOrEqual(limit.min);
      expect(limit.default).toBeLessThanOrEqual(limit.max);
      expect(limit.reason.length).toBeGreaterThan(30);
    }
    for (const value of Object.values(FIXED_LIMITS)) expect(value).toBeGreaterThan(0);
  });
});

describe('reasons', () => {
  it.each(Object.entries(REASONS))('%s has a reply that fits its codes', (_id, { code, enhanced, reply, explanation }) => {
    // RFC 2034 section 3: the class of the enhanced code is the first digit of the basic one.
    expect(enhanced[0]).toBe(String(code)[0]);
    expect(enhanced).toMatch(/^[245]\.\d{1,3}\.\d{1,3}$/);
    // One line of printable ASCII; RFC 5321 section 4.5.3.1.5: 512 octets with code and CRLF.
    expect(reply).toMatch(/^[\x20-\x7e]{1,480}$/);
    expect(explanation).toMatch(/\.$/);
  });
});
