/** `gatepost message` and `gatepost log --trace`: what an administrator sees of a decision. */
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { escapeHostileText } from '../../shared/text/escape.ts';
import { openEngine } from '../../main/engine.ts';
import { decision, refusal, step } from '../log/open-log.ts';
import { type Outcome, gatepostHere } from './gatepost.ts';

const data = mkdtempSync(path.join(tmpdir(), 'gatepost-message-'));
const run = async (...args: string[]): Promise<Outcome> => await gatepostHere([...args, '--data', data]);

beforeAll(async () => {
  const engine = await openEngine({ dataFolder: data, listeners: [] });
  const banned = { check: 'banned-addresses', stage: 'connect', verdict: 'disconnect', reason: 'address-banned' } as const;
  const { traceId: _traceId, reversePath: _reversePath, content: _content, bytes: _bytes, ...session } = refusal();
  engine.events.decide({ ...session, ...banned, sessionId: 'banned1', recipients: [], steps: [step(banned)] });
  const door = { kind: 'session-refused', level: 'info', protocol: 'smtp', sessionId: 'banned1', remoteAddress: '192.0.2.1' } as const;
  engine.events.emit({ ...door, reason: 'address-banned', text: 'the entry 192.0.2.1' });
  engine.events.decide(refusal({ traceId: 'refused1', reversePath: 'eve\u001b[31m@evil.test' }));
  engine.events.decide(
    decision({
      traceId: 'accepted1',
      content: { subject: 'Red \u001b[31malert\u202e', from: ['carl@sender.test'], attachments: [] },
      steps: [
        step({ check: 'address-verification', stage: 'rcpt', input: 'nobody@local.test', verdict: 'reject', reason: 'unknown-recipient', detail: '\u001b[2J' }),
        { outcome: 'skipped', check: 'sender-rules', stage: 'rcpt', input: 'anna@local.test', revision: 12, skip: 'not-relayed' },
      ],
    }),
  );
  const about = { protocol: 'smtp', level: 'info', traceId: 'accepted1' } as const;
  engine.events.emit({ ...about, kind: 'message-accepted', text: 'from <carl@sender.test>' });
  engine.events.emit({ ...about, protocol: 'pop3', kind: 'message-fetched', text: 'message 1' });
  engine.events.emit({ ...about, traceId: 'events1', kind: 'message-refused', reason: 'message-too-big', text: 'too big' });
  await engine.stop(0);
});

afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('message trace', () => {
  test('tells the story of a message, a line for each step and each event, with nothing that a terminal would obey', async () => {
    const { code, stdout } = await run('message', 'trace', 'accepted1');
    expect(code).toBe(0);
    for (const line of stdout.split('\n')) expect(line).toBe(escapeHostileText(line));
    expect(stdout).toContain('The message of <carl@sender.test> to <anna@local.test> from the client 192.0.2.1 was accepted');
    expect(stdout).toMatch(/^Subject {7}Red \\x1b\[31malert\\u\{202e\}$/m);
    expect(stdout).toMatch(/^STAGE +CHECK +OUTCOME +LOOKED AT +ENTRY +MS +REVISION +MORE$/m);
    expect(stdout).toMatch(/^rcpt +Address Verification +Refused: unknown-recipient +nobody@local\.test +0\.25 +7 +The recipient is .* \\x1b\[2J$/m);
    expect(stdout).toMatch(/^rcpt +Sender Rules +skipped: the message is not relayed +anna@local\.test +12$/m);
    expect(stdout).toMatch(/Message accepted {2}from <carl@sender\.test>.*\n.*Fetched by POP3 {2}message 1.*\n$/);
  });

  test('shows the entry that matched', async () => {
    const { stdout } = await run('message', 'trace', 'refused1');
    expect(stdout).toContain('<eve\\x1b[31m@evil.test>');
    expect(stdout).toMatch(/^data +Filters +Refused: text-filtered +message +cheap pills +0\.25 +7 /m);
    expect(stdout).toContain('No events of it are kept.');
  });

  test('tells the story of a refused session that brought no message, by its own id', async () => {
    for (const command of [
      ['message', 'trace', 'banned1'],
      ['log', '--session', 'banned1'],
    ]) {
      const { code, stdout } = await run(...command);
      expect(code).toBe(0);
      expect(stdout).toContain('The session from the client 192.0.2.1 was closed at CONNECT by Banned Addresses');
      expect(stdout).toMatch(/^connect +Banned Addresses +Disconnected: address-banned /m);
      expect(stdout).toMatch(/Connection refused .*the entry 192\.0\.2\.1/);
    }
    expect((await run('message', 'trace', 'nothing1')).code).toBe(1);
  });

  test('shows what there is where no decision is kept', async () => {
    const { code, stdout } = await run('message', 'trace', 'events1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^No decision about events1 is kept any more\.\n\n.*message-too-big {2}too big/);
  });

  test('as JSON is the whole of it', async () => {
    const { stdout } = await run('message', 'trace', 'accepted1', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      traceId: 'accepted1',
      decisions: [{ steps: [{ reason: 'unknown-recipient' }, { skip: 'not-relayed' }] }],
      events: [{}, {}],
    });
  });

  test('of an unknown message says so', async () => {
    expect(await run('message', 'trace', 'no\u001bsuch')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'gatepost: nothing is known of a message no\\x1bsuch: check the id; decisions are kept for 30 days, events for 30\n',
    });
  });
});

describe('message find', () => {
  test('lists decisions by what is asked for, newest first', async () => {
    const all = (await run('message', 'find')).stdout;
    expect(all).toMatch(
      /^TIME .*\n.*Passed +accepted .* accepted1\n.*Refused +text-filtered +Filters +192\.0\.2\.1 +<eve\\x1b\[31m@evil\.test> +anna@local\.test +refused1\n.*Disconnected +address-banned .* session banned1\n$/,
    );
    expect((await run('message', 'find', '--reason', 'unknown-recipient', '--json')).stdout).toContain('accepted1');
    expect((await run('message', 'find', 'pills', '--option', 'filters', '--verdict', 'reject', '--address', '@local.test')).stdout).toContain('refused1');
    expect(await run('message', 'find', '--ip', '198.51.100.0/24')).toEqual({ code: 0, stdout: 'No decision fits.\n', stderr: '' });
    expect((await run('message', 'find', '--limit', '1')).stdout).toContain('There is more');
  });

  test.each([['--option'], ['--verdict'], ['--reason'], ['--since'], ['--limit']])('with a wrong %s ends with exit code 2', async (option) => {
    expect(await run('message', 'find', option, 'bogus')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('log', () => {
  test('--trace shows the decision with its steps, then the events', async () => {
    const { stdout } = await run('log', '--trace', 'accepted1');
    expect(stdout).toMatch(/^The message of [^]*unknown-recipient[^]*Message accepted[^]*Fetched by POP3/);
    const lines = (await run('log', '--trace', 'accepted1', '--json')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { decision: { reason: 'accepted' } },
      { kind: 'message-accepted' },
      { kind: 'message-fetched' },
    ]);
    expect((await run('log', '--trace', 'events1')).stdout).toContain('too big');
  });

  test('--reason shows what was refused for it', async () => {
    const lines = (await run('log', '--reason', 'message-too-big', '--json')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ text: 'too big' }]);
  });
});
