/** The open-relay test against real listeners: what it finds, and that it leaves no trace but its result. */
import { afterEach, describe, expect, it } from 'vitest';
import { RelayTest } from '../../main/security/relay-test/relay-test.ts';
import { ProbeAddresses } from '../../main/security/relay-test/probe-addresses.ts';
import { recipientForms } from '../../main/security/relay-test/recipient-forms.ts';
import { parsePathCommand } from '../../main/smtp/path.ts';
import type { Json } from '../../main/settings/json-path.ts';
import { ScriptedSmtp } from '../fakes/scripted-smtp.ts';
import { type RunningEngine, startEngine } from '../fakes/running-engine.ts';

let server: RunningEngine | undefined;
const start = async (settings?: Json): Promise<RunningEngine> => (server = await startEngine(settings));
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

describe('the recipients', () => {
  it('are in no form addresses of this server', () => {
    for (const form of recipientForms('local.test')) {
      const path = parsePathCommand('rcpt to', `RCPT TO:<${form}>`);
      if (path?.parsed === undefined || path.sourceRouted) continue;
      expect(`${path.parsed.localPart}@${path.parsed.domain}`, form).not.toBe('victim@local.test');
    }
  });
});

describe('the open-relay test', () => {
  it('finds a server closed, on all SMTP listeners, with every sender and recipient', async () => {
    const { engine } = await start();
    const result = await engine.relayTest.run('asked');
    expect(result).toMatchObject({ verdict: 'closed', cause: 'asked' });
    expect(result.listeners.map(({ id, gap, attempts }) => [id, gap, attempts.filter(({ taken }) => taken)])).toEqual([
      ['smtp', undefined, []],
      ['submission', undefined, []],
      ['submissions', undefined, []],
    ]);
    const [smtp, submission] = result.listeners;
    const recipients = recipientForms('local.test').length;
    // A stranger's sender that is local is refused where local senders must log in; the other two name every recipient.
    expect(smtp?.attempts.filter(({ recipient }) => recipient !== undefined).length).toBeGreaterThanOrEqual(2 * recipients);
    expect(submission?.attempts.every(({ reply }) => reply.startsWith('530'))).toBe(true);
    expect(engine.relayTest.last).toBe(result);
  });

  it('stays closed with all checks of senders off, and leaves no trace: no counter, no decision, no ban, no session', async () => {
    const running = await start({
      security: {
        'smtp-authentication': { enabled: false },
        'address-verification': { maxUnknownRecipients: 3 },
      },
    });
    const { engine } = running;
    const before = { ...engine.events.counters };
    const result = await engine.relayTest.run('asked');
    expect(result.verdict).toBe('closed');
    expect(engine.events.counters).toEqual(before);
    expect(engine.listeners.sessions()).toEqual([]);
    expect(engine.addressLists.automaticBans()).toEqual([]);
    expect((await engine.events.decisions.search({}, { limit: 10 })).decisions).toEqual([]);
    const events = await running.events({ remoteAddress: result.clientAddress });
    expect(events).toEqual([]);
    expect((await running.events({ text: 'open-relay test' })).map(({ level }) => level)).toEqual(['info']);
  });

  it('says what could not be tested: a listener that is stopped, and no address to play a stranger from', async () => {
    const { engine } = await start();
    await engine.listeners.stop('submission');
    expect((await engine.relayTest.run('asked')).listeners.find(({ id }) => id === 'submission')).toMatchObject({ gap: 'not-listening', attempts: [] });
    await engine.settings.set('security.trusted-addresses.entries', [{ address: '127.0.0.0/8' }], 'test');
    expect(await engine.relayTest.run('asked')).toMatchObject({ verdict: 'unsure', gap: 'no-stranger' });
  });

  it('shouts when a listener takes such a recipient, and never gives it a message', async () => {
    const open = await ScriptedSmtp.open();
    const { engine } = await start();
    const port = open.port;
    const events: { readonly level: string; readonly text: string }[] = [];
    const test = new RelayTest({
      listeners: () => [{ id: 'smtp', protocol: 'smtp', address: '127.0.0.1', port, tls: 'starttls', state: 'listening', connections: 0 }],
      settings: engine.settings,
      accounts: engine.accounts,
      addressLists: engine.addressLists,
      events: { emit: (event) => events.push(event), count: () => undefined },
      clock: engine.clock,
      probes: new ProbeAddresses(),
    });
    const result = await test.run('asked');
    await test.stop();
    await open.close();
    expect(result.verdict).toBe('open');
    expect(events.map(({ level }) => level)).toEqual(['error']);
    expect(events[0]?.text).toContain('RELAYS FOR STRANGERS');
    expect(open.commands.some((line) => /^DATA/i.test(line))).toBe(false);
  });
});
