/** One DNS question over TCP (RFC 7766), for answers that do not fit into a datagram. */
import { randomInt } from 'node:crypto';
import * as net from 'node:net';
import { type Question, type Reply, decodeReply, encodeQuestion, messageId } from './message.ts';
import type { NameServer } from './name-servers.ts';

/** Resolves with the answer, or with a failure when the signal fires or the connection breaks; never rejects. */
export async function askTcp(server: NameServer, question: Question, signal: AbortSignal): Promise<Reply> {
  const id = randomInt(65_536);
  return await new Promise<Reply>((resolve) => {
    const socket = net.connect({ host: server.address, port: server.port });
    const chunks: Buffer[] = [];
    let received = 0;
    const settle = (reply: Reply): void => {
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(reply);
    };
    const fail = (why: string): void => settle({ kind: 'failure', why: `${server.text} over TCP: ${why}` });
    const giveUp = (): void => fail('no answer in time');
    if (signal.aborted) {
      giveUp();
      return;
    }
    signal.addEventListener('abort', giveUp, { once: true });
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('the connection was closed'));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      received += chunk.length;
      // The first two bytes say how many follow, 65,535 at most: that bounds what is kept.
      if (received < 2) return;
      const start = chunks.length === 1 ? chunk : Buffer.concat(chunks.slice(0, 2));
      const size = start.readUInt16BE(0);
      if (received < 2 + size) return;
      const message = Buffer.concat(chunks).subarray(2, 2 + size);
      const reply = messageId(message) === id ? decodeReply(message, question, true) : undefined;
      if (reply === undefined || reply.kind === 'truncated') fail('an answer that answers nothing');
      else settle(reply);
    });
    const message = encodeQuestion(id, question, true);
    socket.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message]));
  });
}
