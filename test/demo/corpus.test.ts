/** All 6,046 messages of the corpus, over several connections at once, and back byte for byte. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dialogue } from '../dialogues/dialogue.ts';
import { startServiceHost, type ServiceHost } from './host.ts';
import { corpusMessages, messageWithNul, type TestMessage } from './messages.ts';
import { takeOffTrace } from './trace-headers.ts';

const CONNECTIONS = 8;
const BOB = 'bob@demo.example';
const PASSWORD = 'a password of bob';

let host: ServiceHost;

beforeAll(async () => {
  host = await startServiceHost();
  await host.command(['domain', 'add', 'demo.example']);
  await host.command(['account', 'add', BOB, '--password-stdin'], `${PASSWORD}\n`);
});
afterAll(async () => {
  await host.stop();
});

/** Sends each of `numbers` over one connection; the reverse-path carries the number. */
async function send(messages: readonly TestMessage[], numbers: readonly number[]): Promise<void> {
  const client = await Dialogue.open(host.ports.smtp, { patience: 60_000 });
  await client.hearReply();
  client.say('EHLO client.example');
  await client.hearReply();
  for (const number of numbers) {
    const content = messages[number]?.content ?? Buffer.alloc(0);
    client.raw(`MAIL FROM:<m${number}@sender.example>\r\nRCPT TO:<${BOB}>\r\nDATA\r\n`);
    const replies = [await client.hear(), await client.hear(), await client.hear()];
    expect(replies.map((reply) => reply?.slice(0, 3))).toEqual(['250', '250', '354']);
    client.raw(Buffer.from(`${content.toString('latin1').replaceAll(/(^|\n)\./g, '$1..')}.\r\n`, 'latin1'));
    expect(await client.hear()).toMatch(/^250 /);
  }
  client.say('QUIT');
  await client.closed();
}

/** Everything in the maildrop, by the number in its reverse-path; removed from the server afterwards. */
async function fetchAll(): Promise<Map<number, Buffer>> {
  const client = await Dialogue.open(host.ports.pop3s, { implicitTls: true, patience: 60_000 });
  await client.play(`
    S: +OK…
    C: USER ${BOB}
    S: +OK…
    C: PASS ${PASSWORD}
    S: +OK…
    C: STAT`);
  const count = Number((await client.hear())?.split(' ')[1]);
  const arrived = new Map<number, Buffer>();
  for (let index = 1; index <= count; index += 1) {
    client.say(`RETR ${index}`);
    expect(await client.hear()).toMatch(/^\+OK/);
    const { returnPath, received, content } = takeOffTrace(unstuffed(await client.hearMultiline()));
    expect(received).toMatch(/ with ESMTP /);
    arrived.set(Number(/^m(\d+)@/.exec(returnPath ?? '')?.[1]), content);
    client.say(`DELE ${index}`);
    expect(await client.hear()).toMatch(/^\+OK/);
  }
  await client.play('C: QUIT\nS: +OK…');
  expect(arrived.size).toBe(count);
  return arrived;
}

function unstuffed(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(/(^|\n)\.\./g, '$1.'), 'latin1');
}

describe('the corpus of real mail', () => {
  it('arrives whole, each message byte for byte', { timeout: 300_000 }, async () => {
    const messages = corpusMessages();
    expect(messages).toHaveLength(6046);
    const shares = Array.from({ length: CONNECTIONS }, (_, share) => messages.flatMap((_message, number) => (number % CONNECTIONS === share ? [number] : [])));
    await Promise.all(shares.map(async (numbers) => await send(messages, numbers)));
    const arrived = await fetchAll();
    const wrong = messages.filter(({ content }, number) => arrived.get(number)?.equals(content) !== true).map(({ name }) => name);
    expect(wrong).toEqual([]);
  });

  it('has a message with NUL bytes for company, which pass as any other byte', async () => {
    const message = messageWithNul();
    await send([message], [0]);
    expect((await fetchAll()).get(0)).toEqual(message.content);
  });
});
