/** The admin API's "what would you do with this?", over a simulator that answers what the test says. */
import { describe, expect, test } from 'vitest';
import { checkMessage } from '../../main/admin/check.ts';
import { Refusal } from '../../main/admin/errors.ts';
import type { SimulationRequest } from '../../main/smtp/simulation-request.ts';
import type { SimulationResult } from '../../main/smtp/simulation.ts';
import { type CheckAnswer, type CheckRequest, checkAnswerSchema, checkRequestSchema } from '../../shared/admin-api/security.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';

const ACCEPTED: SimulationResult = {
  refused: undefined,
  recipients: [{ recipient: 'anna@local.test', refused: undefined }],
  decision: {
    sessionId: 's',
    protocol: 'smtp',
    remoteAddress: '192.0.2.1',
    helo: 'client.test',
    reversePath: 'them@elsewhere.test',
    recipients: ['anna@local.test'],
    check: 'server-limits',
    stage: 'data',
    verdict: 'pass',
    reason: 'accepted',
    steps: [],
  },
};

interface Checked {
  readonly answer: CheckAnswer;
  readonly asked: SimulationRequest;
}

async function check(request: Partial<CheckRequest> = {}, result: SimulationResult = ACCEPTED): Promise<Checked> {
  const asked: SimulationRequest[] = [];
  const simulate = (simulated: SimulationRequest): Promise<SimulationResult> => {
    asked.push(simulated);
    return Promise.resolve(result);
  };
  const input = checkRequestSchema.parse({ remoteAddress: '192.0.2.1', from: 'them@elsewhere.test', to: ['anna@local.test'], ...request });
  const answer = checkAnswerSchema.parse(await checkMessage({ simulate }, input, 42));
  const [first] = asked;
  if (first === undefined) throw new Error('nothing was simulated');
  return { answer, asked: first };
}

function refusedBy(reason: 'relaying-denied' | 'text-filtered', change: Partial<SimulationResult> = {}): SimulationResult {
  return { ...ACCEPTED, refused: reason, ...change, decision: { ...ACCEPTED.decision, verdict: 'reject', reason, ...change.decision } };
}

describe('what is simulated', () => {
  test('an address is written as the server writes it, paths come without brackets, and a nameless client gives its address', async () => {
    const { asked } = await check({ remoteAddress: '2001:DB8:0::1', from: '<>', to: ['<anna@local.test>', 'bert@local.test'] });
    expect(asked).toEqual({
      protocol: 'smtp',
      remoteAddress: '2001:db8::1',
      helo: '[IPv6:2001:db8::1]',
      secure: false,
      smtpUtf8: false,
      from: '',
      to: ['anna@local.test', 'bert@local.test'],
      message: undefined,
    });
    expect((await check({ remoteAddress: '::ffff:192.0.2.7' })).asked).toMatchObject({ remoteAddress: '192.0.2.7', helo: '[192.0.2.7]' });
  });

  test('login, proposed settings and HELO are handed on; submissions is always encrypted', async () => {
    const { asked, answer } = await check({ protocol: 'submissions', helo: 'pc.test', authName: 'anna@local.test', settings: { logging: {} } });
    expect(asked).toMatchObject({ protocol: 'submissions', helo: 'pc.test', secure: true, authName: 'anna@local.test', settings: { logging: {} } });
    expect(answer.proposed).toBe(true);
  });

  test.each([
    ['LF at the ends of lines', { text: 'Subject: x\n\nbody\nmore', encoding: 'utf8' }, 'Subject: x\r\n\r\nbody\r\nmore\r\n'],
    ['CR by itself, which stays,', { text: 'Subject: x\n\nbody\rmore', encoding: 'utf8' }, 'Subject: x\r\n\r\nbody\rmore\r\n'],
    ['Latin-1', { text: 'Subject: \xe4\r\n\r\n', encoding: 'latin1' }, 'Subject: \xe4\r\n\r\n'],
    ['UTF-8', { text: 'ä\n', encoding: 'utf8' }, '\xc3\xa4\r\n'],
    ['Base64', { text: Buffer.from('a\nb\n').toString('base64'), encoding: 'base64' }, 'a\r\nb\r\n'],
  ] as const)('%s in a message', async (_name, message, wire) => {
    expect((await check({ message })).asked.message?.toString('latin1')).toBe(wire);
  });

  test('a message that is too big is refused in words', async () => {
    const text = 'a'.repeat(FIXED_LIMITS.checkMessageBytes + 1);
    await expect(check({ message: { text, encoding: 'latin1' } })).rejects.toThrow(Refusal);
  });

  test.each([{ remoteAddress: 'localhost' }, { to: [] }, { from: 'x'.repeat(1001) }])('%j is no request', (change) => {
    expect(checkRequestSchema.safeParse({ remoteAddress: '192.0.2.1', from: '', to: ['a@b.test'], ...change }).success).toBe(false);
  });
});

describe('what is answered', () => {
  test('an envelope that is taken', async () => {
    const { answer } = await check();
    expect(answer).toMatchObject({ accepted: 'all', verdict: 'pass', reply: { code: 250, enhanced: '2.1.5' }, proposed: false });
    expect(answer.recipients).toEqual([{ recipient: 'anna@local.test', accepted: true, reply: { code: 250, enhanced: '2.1.5', text: 'Accepted' } }]);
    expect(answer.decision).toMatchObject({ id: 0, at: 42 });
  });

  test('a message that is taken', async () => {
    expect((await check({ message: { text: 'x', encoding: 'utf8' } })).answer.reply).toEqual({ code: 250, enhanced: '2.6.0', text: 'Message accepted' });
  });

  test('a message that is refused after its recipients were taken', async () => {
    const { answer } = await check({ message: { text: 'x', encoding: 'utf8' } }, refusedBy('text-filtered'));
    expect(answer).toMatchObject({ accepted: 'none', verdict: 'reject', reason: 'text-filtered', reply: { code: 550, enhanced: '5.7.1' } });
    expect(answer.recipients).toMatchObject([{ accepted: true }]);
  });

  test('one recipient of two is refused', async () => {
    const recipients = [...ACCEPTED.recipients, { recipient: 'x\u202ey@far.test', refused: 'relaying-denied' as const }];
    const { answer } = await check({}, refusedBy('relaying-denied', { recipients }));
    expect(answer).toMatchObject({ accepted: 'some', verdict: 'pass', reply: { code: 250 } });
    expect(answer.recipients[1]).toMatchObject({ recipient: 'x\\u{202e}y@far.test', accepted: false, reason: 'relaying-denied', reply: { code: 550 } });
  });

  test('all recipients are refused', async () => {
    const { answer } = await check({}, refusedBy('relaying-denied', { recipients: [{ recipient: 'x@far.test', refused: 'relaying-denied' }] }));
    expect(answer).toMatchObject({ accepted: 'none', verdict: 'reject', reason: 'relaying-denied', reply: { code: 550, enhanced: '5.7.1' } });
  });

  test('a banned client gets no reply at all', async () => {
    const decision = { ...ACCEPTED.decision, stage: 'connect', verdict: 'disconnect', reason: 'address-banned', check: 'banned-addresses' } as const;
    const { answer } = await check({}, { refused: 'address-banned', recipients: [], decision });
    expect(answer).toMatchObject({ accepted: 'none', verdict: 'disconnect', reason: 'address-banned', reply: null, recipients: [] });
  });

  test('what came from the network is escaped, the content of the message is shown', async () => {
    const decision = { ...ACCEPTED.decision, helo: 'evil\x1b[2J', content: { subject: 'a\nb', from: [], attachments: [] } };
    const { answer } = await check({}, { ...ACCEPTED, decision });
    expect(answer.decision).toMatchObject({ helo: 'evil\\x1b[2J', content: { subject: 'a\\nb' } });
  });
});
