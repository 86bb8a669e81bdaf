/** Admin service, area `quarantine`: look at what is held, release it or discard it. */
import type { HeldMessage, Released } from '../../shared/admin-api/quarantine.ts';
import { REASONS } from '../../shared/decisions/reasons.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { escapeAndCut, escapeHostileText } from '../../shared/text/escape.ts';
import { tellQueued } from '../delivery/queued-event.ts';
import { type HeldMessage as Held, type ReleasedMessage, StoreConflict } from '../store/mail-store.ts';
import type { AdminCall, AdminContext } from './context.ts';
import { Refusal } from './errors.ts';
import { previewOf } from './message-preview.ts';
import { closeShown, openToShow, sourceOf } from './message-source.ts';
import { implementation, noteAction } from './procedures.ts';

const DAY = 86_400_000;

export const quarantine = {
  list: implementation.quarantine.list.handler(async ({ input: { before, limit }, context: { admin } }) => {
    const page = { limit: limit + 1, ...(before === undefined ? {} : { before }) };
    const [messages, count] = await Promise.all([admin.store.quarantine.list(page), admin.store.quarantine.count()]);
    return { messages: messages.slice(0, limit).map((held) => shown(held, admin)), more: messages.length > limit, count };
  }),
  get: implementation.quarantine.get.handler(async ({ input: { id }, context: { admin } }) => {
    // Opened first, so that the content is there even if somebody discards the message meanwhile.
    const reader = await openToShow(admin.store.messages, id);
    try {
      const held = await admin.store.quarantine.get(id);
      if (held === undefined || reader === undefined) throw new Refusal('NOT_FOUND', 'id', `there is no held message ${id}`);
      return { ...shown(held, admin), ...(await sourceOf(reader)) };
    } finally {
      closeShown(reader);
    }
  }),
  preview: implementation.quarantine.preview.handler(async ({ input: { id }, context: { admin } }) => {
    const reader = await admin.store.messages.open(id);
    try {
      if (reader === undefined || (await admin.store.quarantine.get(id)) === undefined) throw new Refusal('NOT_FOUND', 'id', `there is no held message ${id}`);
      return await previewOf(reader);
    } finally {
      reader?.close();
    }
  }),
  release: implementation.quarantine.release.handler(async ({ input: { ids, recipients }, context }) => {
    const released: Released[] = [];
    const refused: { id: number; message: string }[] = [];
    let firstRefusal: StoreConflict | undefined;
    for (const id of new Set(ids)) {
      try {
        released.push(told(context, await context.admin.store.quarantine.release(id, recipients)));
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
        firstRefusal ??= error;
        refused.push({ id, message: error.message });
      }
    }
    if (released.length === 0 && firstRefusal !== undefined) throw firstRefusal;
    return { released, refused };
  }),
  remove: implementation.quarantine.remove.handler(async ({ input, context }) => {
    const discarded = await context.admin.store.quarantine.remove(input.ids);
    for (const { id, traceId } of discarded) {
      const text = `held message ${id} was discarded by the administrator`;
      context.admin.events.emit({ kind: 'message-discarded', level: 'info', protocol: 'admin', traceId, text });
    }
    const removed = discarded.map(({ id }) => id);
    const missing = [...new Set(input.ids)].filter((id) => !removed.includes(id));
    if (removed.length === 0) throw new Refusal('NOT_FOUND', 'ids', `there is no held message ${missing.join(', ')}`);
    noteAction(context, `discarded ${named(removed)}`);
    return { removed, missing };
  }),
};

function named(ids: readonly number[]): string {
  return `the held message${ids.length === 1 ? '' : 's'} ${ids.join(', ')}`;
}

function shown(held: Held, admin: AdminContext): HeldMessage {
  const { check, reason, entry, subject, remoteAddress } = held.hold;
  return {
    id: held.id,
    traceId: held.traceId,
    reversePath: escapeHostileText(held.reversePath),
    recipients: held.recipients.map(escapeHostileText),
    recipientCount: held.recipientCount,
    subject: escapeAndCut(subject, FIXED_LIMITS.traceSubjectCharacters),
    size: held.size,
    receivedAt: held.receivedAt,
    discardedAt: check === 'outbound-guard' ? null : held.receivedAt + admin.settings.current.server.limits.quarantineDays * DAY,
    remoteAddress: escapeHostileText(remoteAddress),
    check,
    reason,
    explanation: isReason(reason) ? REASONS[reason].explanation : '',
    entry: escapeHostileText(entry),
  };
}

/** A message may be held for a reason that an earlier version knew. */
function isReason(reason: string): reason is keyof typeof REASONS {
  return Object.hasOwn(REASONS, reason);
}

/** Does for a released message what follows each accepted one: quotas are counted, delivery wakes up, the log is told. */
export function told(call: AdminCall, message: ReleasedMessage): Released {
  const { accounts, delivery, events } = call.admin;
  const { id, traceId, size, deliveries, relays, skipped, stillHeld, contentLost } = message;
  const delivered = deliveries.map(({ recipient }) => recipient);
  const queued = relays.map(({ recipient }) => recipient);
  for (const { accountId } of deliveries) accounts.noteDelivery(accountId, size);
  if (relays.length > 0) delivery.nudge();
  const gone = skipped.length === 0 ? '' : `; not to ${skipped.join(', ')}: the account has been removed`;
  const lost = contentLost ? '; its content has been lost: POP3 refuses it, and what is for other servers goes back to its sender' : '';
  const text = `held message ${id} was released to ${[...delivered, ...queued].map((recipient) => `<${recipient}>`).join(', ')}${gone}${lost}`;
  events.emit({ kind: 'message-released', level: contentLost ? 'warning' : 'info', protocol: 'admin', traceId, text });
  events.count('deliveries', deliveries.length);
  for (const account of delivered) {
    events.emit({ kind: 'message-delivered', level: 'info', protocol: 'admin', traceId, account, text: `in the mailbox of ${account}` });
  }
  tellQueued(events, { traceId, recipients: queued }, 'admin');
  noteAction(call, `released ${named([id])}`);
  return { id, delivered, queued, skipped: [...skipped], stillHeld, contentLost };
}
