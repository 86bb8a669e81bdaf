/**
 * Plays a client that does not exist: the session, the pipeline and the reception of real traffic, with nothing behind
 * them. What `gatepost check` answers is what a real client would get, because it is the same code; nothing is stored,
 * counted, banned or sent.
 */
import { Readable } from 'node:stream';
import type { ReasonId } from '../../shared/decisions/reasons.ts';
import type { NewDecision } from '../../shared/decisions/verdicts.ts';
import type { Protocol } from '../../shared/events.ts';
import type { Login } from '../accounts/accounts.ts';
import { newSessionId } from '../ids.ts';
import type { ProtocolServices } from '../listener.ts';
import type { Rules } from '../security/stage-run.ts';
import type { MessageStore } from '../store/mail-store.ts';
import { receiveMessage } from './message-reception.ts';
import { parsePathCommand, type PathCommand } from './path.ts';
import { SmtpRefusal } from './replies.ts';
import { SmtpSession } from './session.ts';

export interface SimulatedClient {
  readonly protocol: Protocol;
  readonly remoteAddress: string;
  readonly helo: string;
  /** TLS is on. */
  readonly secure: boolean;
  /** It declares SMTPUTF8 (RFC 6531 section 3.4), without which its envelope is to be ASCII. */
  readonly smtpUtf8: boolean;
  /** Whoever has logged in, with the right password. */
  readonly login: Login | undefined;
  /** Without angle brackets; '' is the null reverse-path. */
  readonly from: string;
  readonly to: readonly string[];
  /** The message with its CR LF; undefined stops after the recipients. */
  readonly message: Buffer | undefined;
}

export interface SimulatedRecipient {
  readonly recipient: string;
  /** Why it was refused; undefined if it was taken. */
  readonly refused: ReasonId | undefined;
}

export interface SimulationResult {
  /** Why the client is refused; undefined where all was taken that it offered. */
  readonly refused: ReasonId | undefined;
  readonly recipients: readonly SimulatedRecipient[];
  /** As the log would have it. */
  readonly decision: NewDecision;
}

/** @param rules what to decide by: the running settings, or proposed ones. */
export async function simulate(services: ProtocolServices, rules: Rules, client: SimulatedClient): Promise<SimulationResult> {
  const told: NewDecision[] = [];
  const session = new SmtpSession(newSessionId(), client.protocol, standIns(services, rules, told), () => ({ ...client, extended: true, cipher: '' }));
  const recipients: SimulatedRecipient[] = [];
  const refused = await play(session, client, recipients);
  session.decisions.close();
  const decision = told.at(-1);
  if (decision === undefined) throw new Error('a simulated session has told no decision');
  return { refused: refused ?? recipients.find((recipient) => recipient.refused !== undefined)?.refused, recipients, decision };
}

async function play(session: SmtpSession, client: SimulatedClient, recipients: SimulatedRecipient[]): Promise<ReasonId | undefined> {
  return await refusalOf(async () => {
    if (session.refusedAtConnect !== undefined) throw new SmtpRefusal(session.refusedAtConnect);
    if (client.login !== undefined) session.logInAs(client.login);
    await session.mail({ ...pathOf(session, 'mail from', client.from), args: client.smtpUtf8 ? { SMTPUTF8: true } : false });
    for (const recipient of client.to) {
      const refused = await refusalOf(async () => {
        await session.rcpt(pathOf(session, 'rcpt to', recipient), { smtpUtf8: client.smtpUtf8, declaredBytes: client.message?.length ?? 0 });
      });
      recipients.push({ recipient, refused });
    }
    if (client.message !== undefined && recipients.some(({ refused }) => refused === undefined)) {
      const bare = hasBareLineEnding(client.message);
      await receiveMessage(session, Readable.from([client.message]), client, () => bare);
    }
  });
}

/** A CR without its LF, or the other way round, as the line parser sees it in real sessions. */
function hasBareLineEnding(message: Buffer): boolean {
  return /\r(?!\n)|(?<!\r)\n/.test(message.toString('latin1'));
}

async function refusalOf(run: () => Promise<void>): Promise<ReasonId | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (error instanceof SmtpRefusal) return error.reason;
    throw error;
  }
}

/** The path as a client would write it. */
function pathOf(session: SmtpSession, verb: 'mail from' | 'rcpt to', address: string): PathCommand {
  const path = parsePathCommand(verb, `${verb.toUpperCase()}:<${address}>`);
  if (path === undefined) {
    session.malformed(verb === 'mail from' ? 'mail' : 'rcpt', 'bad-address', `<${address}>`);
    throw new SmtpRefusal('bad-address');
  }
  return path;
}

const NOWHERE: MessageStore['writer'] = () => ({
  size: 0,
  copies: true,
  write: () => undefined,
  commit: async () => ({ messageId: 0 }),
  abort: () => undefined,
});

/** The services of real sessions, but for those that leave a trace in the world. */
function standIns(services: ProtocolServices, rules: Rules, told: NewDecision[]): ProtocolServices {
  const { security, store } = services;
  return {
    ...services,
    settings: { current: rules.settings, revision: rules.revision, onChange: () => () => undefined },
    events: { emit: () => undefined, count: () => undefined },
    store: {
      ...store,
      messages: {
        writer: NOWHERE,
        open: store.messages.open.bind(store.messages),
        hasRoom: (minFreeBytes, messageBytes) => store.messages.hasRoom(minFreeBytes, messageBytes),
      },
    },
    fullMailboxes: { note: () => undefined, bytesOf: (tried, now) => services.fullMailboxes.bytesOf(tried, now) },
    accepted: () => undefined,
    reportDelivered: async () => undefined,
    signing: { begin: () => undefined },
    outboundGuard: {
      judge: async (message) => await services.outboundGuard.foresee(message, rules.settings.outbound),
      foresee: async (message, settings) => await services.outboundGuard.foresee(message, settings),
    },
    security: {
      ...security,
      rules: () => rules,
      tell: (decision) => told.push(decision),
      currentLogin: (login) => login,
      harvestSession: () => ({ unknownRecipient: () => 'ok' }),
      grants: { loggedIn: () => undefined, noteMessage: () => undefined },
      // Whether somebody vouches for the sender is asked; the report is not written.
      returnToSender: async (request) => await security.mayReturnToSender(request),
    },
  };
}
