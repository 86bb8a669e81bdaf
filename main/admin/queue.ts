/** Admin service, area `queue`: look at mail on its way to other servers, hold it, release it, try it now, send it elsewhere, remove it. */
import type { QueuedMessage as ShownMessage, QueuedRecipient, QueueSelection as Asked, QueueSummary } from '../../shared/admin-api/queue.ts';
import { FIXED_LIMITS } from '../../shared/limits.ts';
import { domainKey, formatAddress, parseAddress } from '../../shared/mail/address.ts';
import { escapeAndCut, escapeHostileText } from '../../shared/text/escape.ts';
import { parseHostAndPort } from '../delivery/routing/host-and-port.ts';
import { shownAddress, shownDomain } from '../dns/shown-name.ts';
import type { QueueChange, QueuedMessage, QueueEntry, QueueSelection } from '../store/outgoing-queue.ts';
import type { AdminCall, AdminContext } from './context.ts';
import { Refusal } from './errors.ts';
import { latest } from './live.ts';
import { closeShown, openToShow, sourceOf } from './message-source.ts';
import { implementation, noteAction } from './procedures.ts';

const HOUR = 3_600_000;
/** Milliseconds between two live summaries: counting 100,000 entries is work for the store. */
const SUMMARY_INTERVAL = 1000;

export const queue = {
  list: implementation.queue.list.handler(async ({ input: { filter: asked, order, from, limit }, context: { admin } }) => {
    const filter = asStored(asked);
    const page = { order, limit: limit + 1, ...(from === undefined ? {} : { from }) };
    const [messages, count] = await Promise.all([admin.store.queue.messages(filter, page), admin.store.queue.countMessages(filter)]);
    return { messages: messages.slice(0, limit).map((message) => shown(message, admin)), more: messages.length > limit, count };
  }),
  get: implementation.queue.get.handler(async ({ input: { id }, context: { admin } }) => {
    // Opened first, so that the content is there even if the message leaves meanwhile.
    const reader = await openToShow(admin.store.messages, id);
    try {
      const [message] = await admin.store.queue.messages({ messages: [id] }, { order: 'newest', limit: 1 });
      if (message === undefined || reader === undefined) throw new Refusal('NOT_FOUND', 'id', `there is no message ${id} in the queue, or no more`);
      const entries = await admin.store.queue.entries({ messages: [id] }, { limit: FIXED_LIMITS.queueRecipientsShown });
      const details = await Promise.all(entries.map(async (entry) => await detail(entry, admin)));
      return { ...shown(message, admin), recipients: details.map(({ recipient }) => recipient), details, ...(await sourceOf(reader)) };
    } finally {
      closeShown(reader);
    }
  }),
  summary: implementation.queue.summary.handler(async ({ context: { admin } }) => await summaryOf(admin)),
  watch: implementation.queue.watch.handler(({ context: { admin }, signal }) =>
    latest({
      read: async () => await summaryOf(admin),
      subscribe: (changed) => {
        const stops = [admin.delivery.onChange(changed), admin.settings.onChange(changed)];
        return () => {
          for (const stop of stops) stop();
        };
      },
      intervalMs: SUMMARY_INTERVAL,
      signal,
    }),
  ),
  destinations: implementation.queue.destinations.handler(async ({ input: { text, limit }, context: { admin } }) => {
    const found = await admin.store.queue.destinations({ limit, ...(text === undefined ? {} : { text: domainKey(text) }) });
    return {
      destinations: found.map(({ domain, lastError, nextAttemptAt, ...numbers }) => ({
        ...numbers,
        ...admin.delivery.destination(domain),
        destination: escapeHostileText(shownDomain(domain)),
        nextAttemptAt: nextAttemptAt ?? null,
        lastError: shownError(lastError),
      })),
    };
  }),
  retry: implementation.queue.retry.handler(async ({ input, context }) => {
    const selection = selectionOf(input.selection);
    const change = await context.admin.store.queue.retry(selection, Date.now());
    return told(context, 'tried again', selection, change);
  }),
  hold: implementation.queue.hold.handler(async ({ input, context }) => {
    const selection = selectionOf(input.selection);
    const change = await context.admin.store.queue.hold(selection, input.note === '' ? 'held by the administrator' : input.note);
    return told(context, 'held', selection, change);
  }),
  release: implementation.queue.release.handler(async ({ input, context }) => {
    const selection = selectionOf(input.selection);
    return told(context, 'released', selection, await context.admin.store.queue.release(selection, Date.now()));
  }),
  reroute: implementation.queue.reroute.handler(async ({ input, context }) => {
    const selection = selectionOf(input.selection);
    if (input.route !== null && parseHostAndPort(input.route) === undefined) {
      throw new Refusal(
        'INVALID',
        'route',
        'must be a host name or an address, with a port if it is not 25: relay.example.net, 192.0.2.1:2525, [2001:db8::1]:25',
      );
    }
    const change = await context.admin.store.queue.reroute(selection, input.route ?? '', Date.now());
    return told(context, input.route === null ? 'left to the router' : `sent to ${input.route}`, selection, change);
  }),
  remove: implementation.queue.remove.handler(async ({ input, context }) => {
    const selection = selectionOf(input.selection);
    const removed = await remove(context, selection, input.report === 'bounce');
    const left = removed.underWay === 0 ? '' : `; ${removed.underWay} were being sent, and are not removed`;
    noteAction(context, `removed ${removed.recipients} recipients of ${removed.messages} messages from the queue, ${removed.reported} with a report${left}`);
    if (removed.recipients + removed.underWay === 0) throw nothingFits(selection);
    return removed;
  }),
  pause: implementation.queue.pause.handler(async ({ context }) => await setPaused(context, true)),
  resume: implementation.queue.resume.handler(async ({ context }) => await setPaused(context, false)),
};

function selectionOf({ all: _all, recipients, ...selection }: Asked): QueueSelection {
  return { ...asStored(selection), ...(recipients === undefined ? {} : { entries: recipients }) };
}

/** Names and addresses as they stand in the queue, whichever way the administrator has written them. */
function asStored<T extends Pick<QueueSelection, 'destination' | 'sender' | 'recipient'>>(selection: T): T {
  const { destination, sender, recipient } = selection;
  return {
    ...selection,
    ...(destination === undefined ? {} : { destination: domainKey(destination) }),
    ...(sender === undefined ? {} : { sender: storedAddress(sender) }),
    ...(recipient === undefined ? {} : { recipient: storedAddress(recipient) }),
  };
}

/** @param wanted an address, `<>`, or `@example.com` for a whole domain */
function storedAddress(wanted: string): string {
  if (wanted.startsWith('@')) return `@${domainKey(wanted.slice(1))}`;
  const address = parseAddress(wanted);
  return address === undefined ? wanted : formatAddress(address);
}

function told(call: AdminCall, what: string, selection: QueueSelection, change: QueueChange): QueueChange {
  // Also where nothing was changed: a host that rests is to be tried for what comes next.
  call.admin.delivery.changed();
  if (change.recipients === 0) throw nothingFits(selection);
  noteAction(call, `${what}: ${change.recipients} recipients of ${change.messages} messages in the queue`);
  return change;
}

function nothingFits({ messages }: QueueSelection): Refusal {
  const which = messages === undefined ? 'nothing in the queue fits' : `there is no message ${messages.join(', ')} in the queue that this could be done to`;
  return new Refusal('NOT_FOUND', 'selection', `${which}: it has left, or is held or waiting already`);
}

async function remove({ admin }: AdminCall, selection: QueueSelection, report: boolean): Promise<QueueChange & { reported: number; underWay: number }> {
  const messages = new Set<number>();
  let recipients = 0;
  let reported = 0;
  let underWay = 0;
  try {
    // The reports are in the queue, too, and fit the selection as like as not: what comes while this goes on stays.
    const newest = await admin.store.queue.newest();
    for (let after = 0; ; ) {
      const found = await admin.store.queue.entries(selection, { after, limit: FIXED_LIMITS.queueRemovalBatch });
      const page = found.filter(({ id }) => id <= newest);
      const last = page.at(-1);
      if (last === undefined) return { recipients, messages: messages.size, reported, underWay };
      after = last.id;
      // What is on its way at this moment cannot be called back: its sender must not hear that it was removed when it arrives.
      const withheld = admin.delivery.withhold(page.map(({ id }) => id));
      underWay += page.length - withheld.ids.length;
      try {
        // What has left since the page was read is not among them.
        const entries = await admin.store.queue.entries({ ...selection, entries: withheld.ids }, { limit: FIXED_LIMITS.queueRemovalBatch });
        // First the reports, then the removal: whatever happens in between, nobody goes unheard of.
        if (report) reported += await admin.delivery.returnToSenders(entries);
        await admin.store.queue.settle({ done: entries.map(({ id }) => id) });
        for (const { messageId } of entries) messages.add(messageId);
        recipients += entries.length;
        tellRemoved(admin, entries);
      } finally {
        withheld.done();
      }
    }
  } finally {
    // Once, however much it was: everything that waits is looked at anew, whatever could not be removed as well.
    admin.delivery.changed();
  }
}

function tellRemoved({ events }: AdminContext, entries: readonly QueueEntry[]): void {
  for (const { traceId, reversePath, recipient } of entries) {
    const text = `from <${reversePath}> to <${recipient}>: removed from the queue by the administrator`;
    events.emit({ kind: 'message-discarded', level: 'info', protocol: 'admin', traceId, text });
  }
}

async function setPaused(call: AdminCall, paused: boolean): Promise<void> {
  await call.admin.settings.set('delivery.paused', paused, call.caller);
  noteAction(call, paused ? 'paused the queue' : 'resumed the queue');
}

async function summaryOf(admin: AdminContext): Promise<QueueSummary> {
  const { oldestAt, ...totals } = await admin.store.queue.totals();
  return { ...totals, paused: admin.settings.current.delivery.paused, oldestAt: oldestAt ?? null, connections: admin.delivery.activity.connections };
}

function shown(message: QueuedMessage, admin: AdminContext): ShownMessage {
  const { reversePath, recipients, nextAttemptAt, lastError, ...facts } = message;
  const held = facts.heldCount === facts.recipientCount;
  return {
    ...facts,
    sender: escapeHostileText(shownAddress(reversePath)),
    recipients: recipients.map((recipient) => escapeHostileText(shownAddress(recipient))),
    state: admin.delivery.activity.messages.has(message.id) ? 'sending' : held ? 'held' : 'waiting',
    nextAttemptAt: nextAttemptAt ?? null,
    lastError: shownError(lastError),
  };
}

async function detail(entry: QueueEntry, admin: AdminContext): Promise<QueuedRecipient> {
  const { id, recipient, domain, state, attempts, queuedAt, nextAttemptAt, delayTold } = entry;
  const history = await admin.store.queue.attempts(id, FIXED_LIMITS.queueAttemptsKept);
  return {
    id,
    recipient: escapeHostileText(shownAddress(recipient)),
    destination: escapeHostileText(shownDomain(domain)),
    state: admin.delivery.activity.entries.has(id) ? 'sending' : state,
    holdNote: escapeHostileText(entry.holdNote),
    attempts,
    queuedAt,
    nextAttemptAt,
    givenUpAt: queuedAt + admin.settings.current.delivery.giveUpHours * HOUR,
    lastError: shownError(entry.lastError),
    route: escapeHostileText(entry.route),
    routed: escapeHostileText(admin.delivery.routed(entry)),
    delayTold,
    history: history.map((attempt) => ({
      at: attempt.at,
      host: escapeHostileText(attempt.host),
      address: escapeHostileText(attempt.address),
      tls: escapeHostileText(attempt.tls),
      reply: shownError(attempt.reply),
      milliseconds: attempt.milliseconds,
    })),
  };
}

function shownError(text: string): string {
  return escapeAndCut(text, FIXED_LIMITS.eventTextCharacters);
}
