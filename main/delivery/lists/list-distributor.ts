/**
 * Hands out what has been posted to mailing lists. A post waits in the mailbox of its list until it is on its way to all
 * members: in one commit, or member by member where each gets a copy of his own, and then the post says up to whom. So a crash
 * in between hands it out once more to all, or to one, and never not at all; what has failed is tried again by itself.
 */
import { FIXED_LIMITS } from '../../../shared/limits.ts';
import { addressKey, formatAddress, type MailAddress, parseAddress } from '../../../shared/mail/address.ts';
import type { MailingList } from '../../accounts/mailing-list.ts';
import type { AccountDirectory } from '../../accounts/account-directory.ts';
import type { Clock } from '../../clock.ts';
import { newTraceId } from '../../ids.ts';
import type { Signing } from '../../listener.ts';
import type { EventSink } from '../../log/event-sink.ts';
import { displayName, headerText, textPart } from '../../mime/encode-text.ts';
import type { SettingsSource } from '../../settings/settings-source.ts';
import { type IncomingMessage, type MailStore, type MailboxEntry, MessageLost, type MessageReader } from '../../store/mail-store.ts';
import { type OwnMail, placesOf } from '../own-mail.ts';
import { listAddress, listHead, refusedPost } from './list-header.ts';
import { afterBounce, isRefusal } from './list-bounces.ts';
import { bounceToken, membershipToken, progressToken, unsubscribePath } from './membership-token.ts';

export interface ListServices {
  readonly accounts: AccountDirectory;
  readonly store: Pick<MailStore, 'mailboxes' | 'messages'>;
  readonly settings: SettingsSource;
  readonly signing: Signing;
  readonly mail: Pick<OwnMail, 'send'>;
  readonly events: EventSink;
  readonly clock: Clock;
  /** Of this installation: signs the wish to leave. */
  readonly secret: string;
  /** Somebody answers under the public address. */
  readonly servesUnsubscribe: () => boolean;
  /** Until what has failed is tried again; shorter in tests. */
  readonly retryMilliseconds?: number;
  readonly accepted: (message: IncomingMessage, bytes: number) => void;
}

/** A list with its address taken apart. */
interface Known extends MailingList {
  readonly parsed: MailAddress;
}

/** Ways to leave, and whether the reverse-path says for whom a message is. */
type Ways = Parameters<typeof listHead>[2] & { readonly named: boolean };

/** How far a post has been handed out. */
interface Progress {
  readonly progress: string | undefined;
  readonly noteProgress: (memberKey: string) => Promise<void>;
}

const DAY = 86_400_000;
const RETRY = 60_000;

export class ListDistributor {
  readonly #services: ListServices;
  /** The work on each list, one post after the other. */
  readonly #working = new Map<number, Promise<void>>();
  /** The day on which members last had a reverse-path of their own, by the key of the list. */
  readonly #bounceDays = new Map<string, number>();
  readonly #retries = new Map<number, NodeJS.Timeout>();
  #stopping = false;

  constructor(services: ListServices) {
    this.#services = services;
  }

  /** Hands out what the last run has left. */
  start(): void {
    this.#services.accounts.services.onPost((accountId) => this.nudge(accountId));
    for (const accountId of this.#services.accounts.services.listIds()) this.nudge(accountId);
  }

  /** There may be something in the mailbox of a list. */
  nudge(accountId: number): void {
    const before = this.#working.get(accountId) ?? Promise.resolve();
    const work = before
      .then(async () => await this.#work(accountId))
      .catch((error: unknown) => {
        const text = `a mailing list could not be handed out: ${error instanceof Error ? error.message : String(error)}`;
        this.#services.events.emit({ kind: 'server', level: 'error', protocol: 'delivery', text });
        this.#retryLater(accountId);
      });
    this.#working.set(accountId, work);
    void work.finally(() => {
      if (this.#working.get(accountId) === work) this.#working.delete(accountId);
    });
  }

  /** A full disk, say, may have room again. */
  #retryLater(accountId: number): void {
    clearTimeout(this.#retries.get(accountId));
    if (this.#stopping) return;
    const retry = (): void => {
      this.#retries.delete(accountId);
      this.nudge(accountId);
    };
    this.#retries.set(accountId, setTimeout(retry, this.#services.retryMilliseconds ?? RETRY).unref());
  }

  /** Resolves once nothing is under way; what is left waits for the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const retry of this.#retries.values()) clearTimeout(retry);
    await Promise.all(this.#working.values());
  }

  async #work(accountId: number): Promise<void> {
    const { store } = this.#services;
    const { entries } = await store.mailboxes.list(accountId);
    for (const entry of entries) {
      const list = this.#list(accountId);
      if (this.#stopping || list === undefined) return;
      const reader = await store.messages.open(entry.messageId).catch((error: unknown): 'lost' => {
        if (error instanceof MessageLost) return 'lost';
        throw error;
      });
      // It stays, should its content come back, and keeps none of the others.
      if (reader === 'lost') continue;
      try {
        if (reader !== undefined && (await this.#handle(list, accountId, entry, reader)) === 'stopped') return;
      } finally {
        reader?.close();
      }
      await store.mailboxes.remove(accountId, [entry.uid]);
    }
  }

  #list(accountId: number): Known | undefined {
    const list = this.#services.accounts.services.listOf(accountId);
    const parsed = list === undefined ? undefined : parseAddress(list.address);
    return list === undefined || parsed === undefined ? undefined : { ...list, parsed };
  }

  async #handle(list: Known, accountId: number, entry: MailboxEntry, reader: MessageReader): Promise<'done' | 'stopped'> {
    const named = parseAddress((await this.#services.store.mailboxes.recipientOf(accountId, entry.uid)) ?? '');
    const [, back] = /\+bounces-([0-9a-f]+)$/i.exec(named?.localPart ?? '') ?? [];
    if (back !== undefined) {
      await this.#cameBack(list, reader, back);
      return 'done';
    }
    const [, token] = /\+unsubscribe(?:-([0-9a-f]+))?$/i.exec(named?.localPart ?? '') ?? [undefined, 'none'];
    if (token !== 'none') {
      await this.#unsubscribe(list, entry.reversePath, token);
      return 'done';
    }
    const head = await headOf(reader);
    const refused = refusedPost(head, list.parsed);
    const [, progress] = /\+handed-([0-9a-f]+)$/i.exec(named?.localPart ?? '') ?? [];
    const noteProgress = async (member: string): Promise<void> => {
      const recipient = listAddress(list.parsed, `handed-${progressToken(this.#services.secret, addressKey(list.parsed), member)}`);
      await this.#services.store.mailboxes.setRecipient(accountId, entry.uid, recipient);
    };
    if (refused === undefined) return await this.#handOut(list, reader, head, { progress, noteProgress });
    this.#note('message-discarded', reader.traceId, list, `not handed out to the list ${list.address}: ${refused}`);
    return 'done';
  }

  async #handOut(list: Known, reader: MessageReader, head: string, { progress, noteProgress }: Progress): Promise<'done' | 'stopped'> {
    const { settings, servesUnsubscribe } = this.#services;
    const { publicUrl } = settings.current.server;
    const mailbox = listAddress(list.parsed, 'unsubscribe');
    // RFC 8058 section 3.1: the address tells who wants to leave, so each member needs a copy of his own.
    const apart = publicUrl !== '' && servesUnsubscribe() && reader.size <= FIXED_LIMITS.listCopyBytes;
    const members = this.#membersAfter(list, progress).filter(({ standing }) => standing.suspendedAt === 0);
    const named = this.#namesMembers(list);
    const groups = apart ? members.map((member) => [member]) : [members];
    let reached = 0;
    for (const [place, group] of groups.entries()) {
      if (this.#stopping) return 'stopped';
      const [member] = group;
      const oneClick = apart && member !== undefined ? `${publicUrl.replace(/\/$/, '')}/${this.#path(list, member.key)}` : undefined;
      const own = member === undefined || !apart ? mailbox : listAddress(list.parsed, `unsubscribe-${this.#token(list, member.key)}`);
      reached += await this.#commit(list, reader, head, { mailbox: own, oneClick, named }, group);
      if (member !== undefined && place < groups.length - 1) await noteProgress(member.key);
    }
    this.#note('message-delivered', reader.traceId, list, `handed out to ${reached} of ${list.members.length} members of ${list.address}`);
    return 'done';
  }

  /** In one order, whenever it is asked for. @param progress the token of the last one who has got the post */
  #membersAfter(list: Known, progress: string | undefined): Known['members'] {
    const members = list.members.toSorted((one, other) => (one.key < other.key ? -1 : 1));
    if (progress === undefined) return members;
    const last = members.findIndex(({ key }) => progressToken(this.#services.secret, addressKey(list.parsed), key) === progress.toLowerCase());
    return members.slice(last + 1);
  }

  /**
   * True for the first post of a day: what comes back for it says for whom. All others go to a host once for all its members
   * (RFC 5321 section 5.1), and what comes back for them goes to the owner alone.
   */
  #namesMembers(list: Known): boolean {
    const day = Math.floor(this.#services.clock.now() / DAY);
    const key = addressKey(list.parsed);
    const named = this.#bounceDays.get(key) !== day;
    this.#bounceDays.set(key, day);
    return named;
  }

  /** @returns how many members it goes to */
  async #commit(list: Known, reader: MessageReader, head: string, ways: Ways, members: Known['members']): Promise<number> {
    const { accounts, store, signing, clock, accepted } = this.#services;
    const places = members.flatMap((member) => {
      const address = parseAddress(member.address);
      const found = address === undefined ? undefined : placesOf(address, accounts);
      if (found === undefined) return [];
      if (!ways.named) return found;
      const reversePath = listAddress(list.parsed, `bounces-${this.#bounceToken(list, member.key)}`);
      return { ...found, relays: found.relays.map((relay) => ({ ...relay, reversePath })) };
    });
    const deliveries = new Map(places.flatMap((place) => place.deliveries).map((delivery) => [delivery.accountId, delivery]));
    const relays = new Map(places.flatMap((place) => place.relays).map((relay) => [relay.recipient, relay]));
    if (deliveries.size + relays.size === 0) return 0;
    const newHead = Buffer.from(listHead(head, { ...list, address: list.parsed }, ways), 'latin1');
    const writer = store.messages.writer();
    try {
      const signature = signing.begin();
      for await (const chunk of reader.chunks(head.length)) {
        signature?.body(chunk);
        await writer.write(chunk);
      }
      const signed = Buffer.from((await signature?.fields(newHead, [list.parsed.domain])) ?? '', 'latin1');
      const message: IncomingMessage = {
        traceId: newTraceId(clock.now()),
        sessionId: '',
        receivedAt: clock.now(),
        // What comes back goes to the owner of the list, not to whoever has posted; from elsewhere it says for whom.
        reversePath: listAddress(list.parsed, 'bounces'),
        bodyType: reader.bodyType,
        smtpUtf8: reader.smtpUtf8,
        // RFC 8689 section 6: who hands on what came with it asks the same of the hosts of the members.
        requireTls: reader.requireTls,
        deliveries: [...deliveries.values()],
        relays: [...relays.values()],
      };
      await writer.commit(message, Buffer.concat([signed, newHead]));
      accepted(message, reader.size);
    } catch (error) {
      writer.abort();
      throw error;
    }
    return places.length;
  }

  /** Something has come back for a member, and counts. The owner has got it as well (main/accounts/resolve.ts). */
  async #cameBack(list: Known, reader: MessageReader, token: string): Promise<void> {
    const { accounts, clock, events } = this.#services;
    const member = list.members.find(({ key }) => this.#bounceToken(list, key) === token.toLowerCase());
    if (member === undefined || !(await isRefusal(reader))) return;
    const standing = afterBounce(member.standing, clock.now());
    if (standing === member.standing) return;
    await accounts.services.setStanding(list.address, member.address, standing);
    if (standing.suspendedAt === 0) return;
    const why = `mail for <${member.address}> has come back on ${standing.bounceDays} days`;
    const text = `${why}: the member gets nothing of the list ${list.address} any more. To send to it again, add it again: gatepost list join`;
    events.emit({ kind: 'server', level: 'warning', protocol: 'delivery', account: list.address, traceId: reader.traceId, text });
    await this.#tellOwner(list, member.address, why);
  }

  async #tellOwner(list: Known, member: string, why: string): Promise<void> {
    const to = parseAddress(listAddress(list.parsed, 'owner'));
    if (to === undefined) return;
    const fields = [
      `From: ${displayName(list.name)}<${formatAddress(list.parsed)}>`,
      `To: <${formatAddress(to)}>`,
      `Subject: ${headerText(`${member} gets nothing of ${list.address} any more`)}`,
      'Auto-Submitted: auto-generated',
      '',
    ].join('\r\n');
    const text = `Of the mailing list ${list.address}, ${why}.\n\nThe address stays on the list and gets nothing more. Once it takes mail again, add it again; or remove it.\n`;
    await this.#services.mail.send({ to, from: list.parsed, fields, content: textPart(text), isReport: true });
  }

  /** Leaving takes an address that only a member can know; without it a request is sent that holds one. */
  async #unsubscribe(list: Known, reversePath: string, token: string | undefined): Promise<void> {
    const sender = parseAddress(reversePath);
    const member = sender === undefined ? undefined : list.members.find(({ key }) => key === addressKey(sender));
    const leaving = token === undefined ? undefined : list.members.find(({ key }) => this.#token(list, key) === token.toLowerCase());
    if (leaving !== undefined) await this.leave(list.address, leaving.address);
    else if (sender !== undefined && member !== undefined) await this.#askToConfirm(list, sender, member.key);
  }

  /** @returns false if that was no member */
  async leave(list: string, member: string): Promise<boolean> {
    const { accounts, events } = this.#services;
    const left = (await accounts.services.removeMembers(list, [member])).length > 0;
    if (left) events.emit({ kind: 'server', level: 'info', protocol: 'delivery', account: list, text: `<${member}> has left the list ${list}` });
    return left;
  }

  async #askToConfirm(list: Known, to: MailAddress, memberKey: string): Promise<void> {
    const confirm = listAddress(list.parsed, `unsubscribe-${this.#token(list, memberKey)}`);
    const fields = [
      `From: ${displayName(list.name)}<${formatAddress(list.parsed)}>`,
      `Reply-To: <${confirm}>`,
      `To: <${formatAddress(to)}>`,
      `Subject: ${headerText(`Leave the list ${list.address}?`)}`,
      'Auto-Submitted: auto-replied',
      '',
    ].join('\r\n');
    const text = `Somebody, probably you, wants ${formatAddress(to)} to leave the mailing list ${list.address}.\n\nTo do so, answer this message, or write to ${confirm}.\nOtherwise nothing needs to be done.\n`;
    await this.#services.mail.send({ to, from: list.parsed, fields, content: textPart(text) });
  }

  #token(list: Known, memberKey: string): string {
    return membershipToken(this.#services.secret, addressKey(list.parsed), memberKey);
  }

  #bounceToken(list: Known, memberKey: string): string {
    return bounceToken(this.#services.secret, addressKey(list.parsed), memberKey);
  }

  #path(list: Known, memberKey: string): string {
    return unsubscribePath(this.#services.secret, addressKey(list.parsed), memberKey);
  }

  #note(kind: 'message-discarded' | 'message-delivered', traceId: string, list: Known, text: string): void {
    this.#services.events.emit({ kind, level: 'info', protocol: 'delivery', traceId, account: list.address, text });
  }
}

/** The header section with its empty line, bytes as latin1 characters. */
async function headOf(reader: MessageReader): Promise<string> {
  let text = '';
  for await (const piece of reader.chunks()) {
    text += piece.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end >= 0) return text.slice(0, end + 4);
    if (text.length > FIXED_LIMITS.headerSectionBytes) break;
  }
  return text;
}
