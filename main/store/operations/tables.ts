/** The operations of each worker by name. To add one: write the function, add a line here. */
import type { Operations } from '../threads/protocol.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { forgetBans, loadBans, loadRecentClients, noteRecentClients, putBan, removeBan } from './bans.ts';
import { addAccount, addDomain, loadDirectory, putAlias, removeAccount, removeAlias, removeDomain, takeUsage, updateAccount } from './directory.ts';
import { loadHits, putHits, removeHits } from './hits.ts';
import { listMailbox, noteLogins, removeEntries } from './mailboxes.ts';
import { acceptMessage, openMessage } from './messages.ts';
import { deferDomain, dueFor, dueOf, entriesOlderThan, forgetAttempts, noteDelayTold, settleEntries, waitingDomains } from './queue.ts';
import {
  attemptsFor,
  countEntries,
  countQueuedMessages,
  holdEntries,
  queueDestinations,
  queuedMessages,
  queueTotals,
  releaseEntries,
  rerouteEntries,
  retryEntries,
  selectEntries,
} from './queue-administration.ts';
import { countHeld, getHeld, listHeld, pruneHeld, releaseHeld, removeHeld } from './quarantine.ts';
import { addRevision, addToCounters, countersByDay, getRevision, listRevisions } from './records.ts';

export const WRITE_OPERATIONS = {
  'message.accept': acceptMessage,
  'mailbox.remove': removeEntries,
  'mailbox.noteLogins': noteLogins,
  'directory.addDomain': addDomain,
  'directory.removeDomain': removeDomain,
  'directory.addAccount': addAccount,
  'directory.updateAccount': updateAccount,
  'directory.removeAccount': removeAccount,
  'directory.takeUsage': takeUsage,
  'directory.putAlias': putAlias,
  'directory.removeAlias': removeAlias,
  'queue.settle': settleEntries,
  'queue.deferDomain': deferDomain,
  'queue.delayTold': noteDelayTold,
  'queue.forgetAttempts': forgetAttempts,
  'queue.retry': retryEntries,
  'queue.hold': holdEntries,
  'queue.release': releaseEntries,
  'queue.reroute': rerouteEntries,
  'quarantine.release': releaseHeld,
  'quarantine.remove': removeHeld,
  'quarantine.prune': pruneHeld,
  'revision.add': addRevision,
  'statistics.add': addToCounters,
  'ban.put': putBan,
  'ban.remove': removeBan,
  'ban.forget': forgetBans,
  'recentClient.note': noteRecentClients,
  'hits.put': putHits,
  'hits.remove': removeHits,
} satisfies Operations<WriteContext>;
export type WriteOperations = typeof WRITE_OPERATIONS;

export const READ_OPERATIONS = {
  'message.open': openMessage,
  'mailbox.list': listMailbox,
  'directory.load': loadDirectory,
  'queue.domains': waitingDomains,
  'queue.dueFor': dueFor,
  'queue.dueOf': dueOf,
  'queue.olderThan': entriesOlderThan,
  'queue.count': countEntries,
  'queue.totals': queueTotals,
  'queue.messages': queuedMessages,
  'queue.countMessages': countQueuedMessages,
  'queue.entries': selectEntries,
  'queue.attempts': attemptsFor,
  'queue.destinations': queueDestinations,
  'quarantine.list': listHeld,
  'quarantine.get': getHeld,
  'quarantine.count': countHeld,
  'revision.get': getRevision,
  'revision.list': listRevisions,
  'statistics.byDay': countersByDay,
  'ban.load': loadBans,
  'recentClient.load': loadRecentClients,
  'hits.load': loadHits,
} satisfies Operations<ReadContext>;
export type ReadOperations = typeof READ_OPERATIONS;
