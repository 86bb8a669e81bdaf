/** What the outbound guard knows, and what can be done about a sender. */
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import * as z from 'zod';
import type { OutboundSender } from '../../../shared/admin-api/outbound.ts';
import type { HeldMessage } from '../../../shared/admin-api/quarantine.ts';
import { loginKey } from '../../../shared/mail/address.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { texts } from '../../texts.ts';
import { useNotices } from '../../ui/notices.tsx';

const words = texts.outbound;
const OUTBOUND_KEY = ['outbound'];
/** Mail is counted while the window is open. */
const REFRESH_MS = 5000;
/** Held messages are looked for among the newest so many. */
const NEWEST = 1000;

export const MEASURES = ['messagesPerHour', 'messagesPerDay', 'newRecipientsPerHour', 'newRecipientsPerDay'] as const;
export type Measure = (typeof MEASURES)[number];

export function countOf(sender: OutboundSender, measure: Measure): number {
  switch (measure) {
    case 'messagesPerHour':
      return sender.messagesThisHour;
    case 'messagesPerDay':
      return sender.messagesThisDay;
    case 'newRecipientsPerHour':
      return sender.newRecipientsThisHour;
    case 'newRecipientsPerDay':
      return sender.newRecipientsThisDay;
  }
}

/** The limits that have been reached. */
export function reachedBy(sender: OutboundSender): readonly Measure[] {
  return MEASURES.filter((measure) => {
    const limit = sender.limits[measure];
    return limit !== null && countOf(sender, measure) >= limit;
  });
}

/** Of whoever sends without login; undefined for the others. */
export function addressOf({ kind, sender }: OutboundSender): string | undefined {
  return kind === 'client' ? sender.replace(/^client /, '') : undefined;
}

export function nameOf(sender: OutboundSender): string {
  const address = addressOf(sender);
  return address === undefined ? sender.sender : words.client(address);
}

export function useOutbound(): UseQueryResult<OutboundSender[]> {
  const client = useAdminClient();
  return useQuery({ queryKey: OUTBOUND_KEY, queryFn: () => client.outbound.list(), refetchInterval: REFRESH_MS });
}

/** Those of its held messages that are among the newest in the quarantine. */
export function useHeldBy({ sender, held }: OutboundSender): UseQueryResult<HeldMessage[]> {
  const client = useAdminClient();
  return useQuery({
    queryKey: [...OUTBOUND_KEY, 'held', sender, held.length, held[0]],
    queryFn: async () => {
      if (held.length === 0) return [];
      const ids = new Set(held);
      return (await client.quarantine.list({ limit: NEWEST })).messages.filter(({ id }) => ids.has(id));
    },
  });
}

export interface OutboundActions {
  release(senders: readonly OutboundSender[]): Promise<void>;
  /** @throws what the server said against it */
  block(senders: readonly OutboundSender[], discard: boolean): Promise<void>;
}

const loginsSchema = z.array(z.looseObject({ name: z.string() }));

export function useOutboundActions(): OutboundActions {
  const client = useAdminClient();
  const queries = useQueryClient();
  const notices = useNotices();
  const { change } = useUndoableDirectory();
  const reload = async (): Promise<void> => {
    await Promise.all([OUTBOUND_KEY, ['quarantine']].map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
  const enable = async ({ sender, kind }: OutboundSender): Promise<void> => {
    if (kind === 'account') await client.accounts.update({ address: sender, enabled: true });
    if (kind !== 'smtp-login') return;
    const logins = loginsSchema.parse(await client.settings.get({ path: 'security.smtp-authentication.logins' }));
    const place = logins.findIndex(({ name }) => loginKey(name) === loginKey(sender));
    if (place >= 0) await client.settings.set({ path: `security.smtp-authentication.logins.${place}.enabled`, value: true });
  };
  return {
    release: async (senders) => {
      try {
        for (const { sender } of senders) {
          const { released, refused } = await client.outbound.release({ sender });
          notices.done(words.released(released.length));
          if (refused.length > 0) notices.failed(words.notReleased(refused.length, refused[0]?.message ?? ''));
        }
      } catch (error) {
        notices.failed(error);
      }
      await reload();
    },
    block: async (senders, discard) => {
      await change({
        send: async () => {
          for (const { sender } of senders) await client.outbound.block({ sender, discard });
        },
        said: words.blocked(senders.length, senders[0]?.sender ?? ''),
        undo: () => async () => {
          for (const sender of senders) await enable(sender);
          await reload();
        },
      });
      await reload();
    },
  };
}
