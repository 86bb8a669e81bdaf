/** Admin service, area `outbound`: one step releases what is held of a sender, or closes its sessions and disables it. */
import type { OutboundSender } from '../../shared/admin-api/outbound.ts';
import { loginKey, parseAddress } from '../../shared/mail/address.ts';
import { escapeHostileText } from '../../shared/text/escape.ts';
import { shownLogin } from '../dns/shown-name.ts';
import type { PopGrant } from '../security/grants/grants.ts';
import { outboundLimits } from '../delivery/outbound/outbound-guard.ts';
import { StoreConflict } from '../store/mail-store.ts';
import type { AdminCall, AdminContext } from './context.ts';
import { Refusal } from './errors.ts';
import { implementation, noteAction } from './procedures.ts';
import { told } from './quarantine.ts';

const CHECK = 'outbound-guard';
const NOTHING = { messagesThisHour: 0, messagesThisDay: 0, newRecipientsThisHour: 0, newRecipientsThisDay: 0 };
const CLIENT = /^client /;

export const outbound = {
  list: implementation.outbound.list.handler(async ({ context: { admin } }) => {
    const [uses, held] = await Promise.all([admin.store.outbound.list(admin.clock.now()), admin.store.quarantine.heldBy(CHECK)]);
    const byUse = new Map(uses.map(({ sender, use }) => [sender, use]));
    const byHeld = Map.groupBy(held, ({ entry }) => loginKey(entry));
    const keys = [...new Set([...byHeld.keys(), ...byUse.keys()])];
    return keys.map((key): OutboundSender => {
      const sender = byHeld.get(key)?.[0]?.entry ?? nameOf(admin, key);
      const limits = outboundLimits({ ...admin.settings.current.outbound, enabled: true }, sender) ?? admin.settings.current.outbound;
      const { messagesPerHour, messagesPerDay, newRecipientsPerHour, newRecipientsPerDay } = limits;
      return {
        sender: escapeHostileText(sender),
        ...standing(admin, sender),
        accounts: grantsOf(admin, sender).map(({ account }) => escapeHostileText(account.address)),
        ...(byUse.get(key) ?? NOTHING),
        limits: { messagesPerHour, messagesPerDay, newRecipientsPerHour, newRecipientsPerDay },
        held: (byHeld.get(key) ?? []).map(({ id }) => id),
      };
    });
  }),
  release: implementation.outbound.release.handler(async ({ input: { sender }, context }) => {
    const { store, clock, outboundGuard } = context.admin;
    const held = await heldOf(context, sender);
    const released: number[] = [];
    const refused: { id: number; message: string }[] = [];
    const recipients: string[] = [];
    // The oldest first, as they were sent.
    for (const { id } of held.toReversed()) {
      try {
        const message = await store.quarantine.release(id);
        told(context, message);
        released.push(id);
        recipients.push(...message.relays.map(({ recipient }) => recipient.toLowerCase()));
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
        refused.push({ id, message: error.message });
      }
    }
    const name = held[0]?.entry ?? sender;
    await store.outbound.forgive(loginKey(name), recipients, clock.now());
    outboundGuard.forget(name);
    noteAction(context, `released all that was held of ${name} (${released.length} messages), and counts anew`, name);
    return { released, refused };
  }),
  block: implementation.outbound.block.handler(async ({ input: { sender, discard }, context }) => {
    const held = await heldOf(context, sender);
    const disabled = await disable(context, sender);
    const discarded = discard ? await context.admin.store.quarantine.remove(held.map(({ id }) => id)) : [];
    for (const { id, traceId } of discarded) {
      const text = `held message ${id} was discarded by the administrator`;
      context.admin.events.emit({ kind: 'message-discarded', level: 'info', protocol: 'admin', traceId, text });
    }
    noteAction(context, `disabled ${disabled.join(', ')} and closed its sessions${discard ? `; discarded ${discarded.length} held messages` : ''}`, sender);
    return { discarded: discarded.length };
  }),
};

async function heldOf({ admin }: AdminCall, sender: string): Promise<readonly { readonly id: number; readonly entry: string }[]> {
  const key = loginKey(sender);
  return (await admin.store.quarantine.heldBy(CHECK)).filter(({ entry }) => loginKey(entry) === key);
}

function smtpLogin(admin: AdminContext, sender: string): number {
  return admin.settings.current.security['smtp-authentication'].logins.findIndex(({ name }) => loginKey(name) === loginKey(sender));
}

/** As the directory or the settings write it. */
function nameOf(admin: AdminContext, key: string): string {
  if (CLIENT.test(key)) return key;
  const login = admin.settings.current.security['smtp-authentication'].logins[smtpLogin(admin, key)];
  const address = parseAddress(key);
  const account = address === undefined ? undefined : admin.accounts.accountOf(address);
  return login?.name ?? account?.address ?? shownLogin(key);
}

function standing(admin: AdminContext, sender: string): Pick<OutboundSender, 'kind' | 'enabled'> {
  if (CLIENT.test(sender)) return { kind: 'client', enabled: true };
  const place = smtpLogin(admin, sender);
  if (place >= 0) return { kind: 'smtp-login', enabled: admin.settings.current.security['smtp-authentication'].logins[place]?.enabled ?? false };
  const address = parseAddress(sender);
  return { kind: 'account', enabled: address !== undefined && admin.accounts.accountOf(address) !== undefined };
}

/** Live grants of SMTP after POP that a client sends by. */
function grantsOf(admin: AdminContext, sender: string): readonly PopGrant[] {
  return CLIENT.test(sender) ? admin.security.grants.list(admin.clock.now()).filter(({ address }) => `client ${address}` === sender) : [];
}

/** @returns what was disabled */
async function disable(context: AdminCall, sender: string): Promise<readonly string[]> {
  const { admin, caller } = context;
  if (CLIENT.test(sender)) return await disableHolders(admin, sender);
  const place = smtpLogin(admin, sender);
  const address = parseAddress(sender);
  const isAccount = address !== undefined && admin.accounts.addressExists(address);
  if (place < 0 && !isAccount) throw new Refusal('NOT_FOUND', 'sender', `there is no account or SMTP login ${sender}`);
  if (place >= 0) await admin.settings.set(`security.smtp-authentication.logins.${place}.enabled`, false, caller);
  // A name can be that of an account and of an SMTP login at once: whoever is using it, he is out.
  if (isAccount) await admin.accounts.updateAccount(sender, { enabled: false });
  return [sender];
}

/** A client has no login of its own; but the accounts whose POP3 logins let it send have. Their grants end with them. */
async function disableHolders(admin: AdminContext, sender: string): Promise<readonly string[]> {
  const grants = grantsOf(admin, sender);
  const [first] = grants;
  if (first === undefined) throw new Refusal('CONFLICT', 'sender', `${sender} has not logged in: ban its address, or remove it from the trusted ones`);
  const addresses = [...new Set(grants.map(({ account }) => account.address))];
  for (const address of addresses) await admin.accounts.updateAccount(address, { enabled: false });
  admin.security.grants.end(first.address);
  return addresses;
}
