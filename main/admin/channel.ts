/**
 * The admin API over a channel: a wire that carries texts both ways, be it a WebSocket or a MessagePort. Each carrier
 * makes a channel of its wire; from here on they are the same, down to the bytes.
 */
import { type BrowserPortLike, RPCLink } from '@orpc/client/message-port';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import * as z from 'zod';
import type { AdminContract } from '../../shared/admin-api/contract.ts';
import type { AdminCall } from './context.ts';
import { adminRouter } from './dispatcher.ts';

/** A wire for texts. */
export interface Channel {
  /** Sends a text; does nothing once the wire is closed. */
  send(text: string): void;
  /**
   * Resolves when the other side keeps up, or the wire is closed. Live subscriptions wait for it before each item, so
   * that a slow reader makes them conflate or lose with a count instead of filling memory.
   */
  ready(): Promise<void>;
  onText(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
  /** Closes the wire because the other side does not keep to the protocol. */
  breach(why: string): void;
}

export type AdminClient = ContractRouterClient<AdminContract>;

/** Answers the calls that come over a channel, until it is closed. Whoever is at the other end is `call.caller`. */
export function serveChannel(channel: Channel, call: AdminCall): void {
  const handler = new RPCHandler(adminRouter, {
    // Asked before each message to the client, and awaited: the hook in which a message can be held back. It must not
    // answer with objects to transfer, since what is sent is text.
    experimental_transfer: async () => {
      await channel.ready();
      return undefined;
    },
  });
  handler.upgrade(asPort(channel, isRequest), { context: call });
}

/** A client of the admin API at the other end of a channel. */
export function channelClient(channel: Channel): AdminClient {
  return createORPCClient(new RPCLink<Record<never, never>>({ port: asPort(channel, () => true) }));
}

/** What oRPC calls a port. Texts that are not what they should be close the channel before anybody acts on them. */
function asPort(channel: Channel, isGood: (text: string) => boolean): BrowserPortLike {
  return {
    postMessage: (data: unknown) => {
      if (typeof data !== 'string') throw new TypeError('the admin API sends texts only');
      channel.send(data);
    },
    onMessage: {
      addListener: (listener: (text: string) => void) => {
        channel.onText((text) => {
          if (isGood(text)) listener(text);
          else channel.breach('not a request of the admin API');
        });
      },
    },
    onDisconnect: { addListener: (listener) => channel.onClose(listener) },
  };
}

/**
 * A message of oRPC's peer protocol, as far as its decoder trusts it: a call, or the cancelling of one. Bodies are
 * judged by the contract. Headers that would make the decoder read files, forms or streams are not of this API.
 */
const requestSchema = z.union([
  z.strictObject({ i: z.string().max(32), t: z.literal(4), p: z.unknown().optional() }),
  z.strictObject({
    i: z.string().max(32),
    t: z.literal(1).optional(),
    p: z.strictObject({
      u: z
        .string()
        .max(200)
        .regex(/^\/[A-Za-z0-9/]*$/),
      b: z.unknown().optional(),
      h: z.strictObject({ 'last-event-id': z.string().max(100) }).optional(),
      m: z.literal('POST').optional(),
    }),
  }),
]);

function isRequest(text: string): boolean {
  try {
    return requestSchema.safeParse(JSON.parse(text)).success;
  } catch {
    // Not JSON at all.
    return false;
  }
}
