/** The operations of each worker by name. To add one: write the function, add a line here. */
import type { Operations } from '../threads/protocol.ts';
import type { ReadContext, WriteContext } from './context.ts';
import { keepPolicy, loadPolicies } from './policies.ts';
import { forgetBans, loadBans, loadRecentClients, noteRecentClients, putBan, removeBan } from './bans.ts';
import { addMembers, loadAccountServices, putList, removeMembers, setStandings, setForward, setVacation } from './account-services.ts';
import { addDkimKey, keepSecret, loadDkimKeys, removeDkimKey, setDkimStates } from './dkim.ts';
import { addAccount, addDomain, loadDirectory, putAlias, removeAccount, removeAlias, removeDomain, takeUsage, updateAccount } from './directory.ts';
import { forgetLost, knownExtents, noteLost, noteWrong } from './lost-messages.ts';
import { loadHits, putHits, removeHits } from './hits.ts';
import { listMailbox, noteLogins, recipientOf, removeEntries, setRecipient } from './mailboxes.ts';
import { acceptMessage, openMessage } from './messages.ts';
import { getMilestone, reachMilestone } from './milestones.ts';
import { messagesEnd, noteClosing, noteOpening } from './opening.ts';
import {
  agedEntries,
  bringForward,
  bringHome,
  deferDomain,
  dueFor,
  dueOf,
  forgetAttempts,
  giveTimeBack,
  lateFor,
  noteDelayTold,
  settleEntries,
  waitingDomains,
} from './queue.ts';
import {
  attemptsFor,
  countEntries,
  newestEntry,
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
import {
  claimVacationReply,
  forgetOutboundRecipients,
  forgetOutboundUse,
  forgetVacationReplies,
  forgiveOutbound,
  listOutbound,
  takeOutbound,
  weighOutbound,
} from './outbound.ts';
import { countHeld, getHeld, heldBy, listHeld, pruneHeld, releaseHeld, removeHeld } from './quarantine.ts';
import { freeBytesOfDatabase } from './room.ts';
import { addRevision, addToCounters, countersByDay, countersByHour, getRevision, listRevisions } from './records.ts';

export const WRITE_OPERATIONS = {
  'opening.note': noteOpening,
  'opening.end': messagesEnd,
  'closing.note': noteClosing,
  'message.accept': acceptMessage,
  'lost.note': noteLost,
  'lost.wrong': noteWrong,
  'lost.extents': knownExtents,
  'lost.forget': forgetLost,
  'mailbox.remove': removeEntries,
  'mailbox.noteLogins': noteLogins,
  'mailbox.setRecipient': setRecipient,
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
  'queue.bringHome': bringHome,
  'queue.delayTold': noteDelayTold,
  'queue.bringForward': bringForward,
  'queue.giveTimeBack': giveTimeBack,
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
  'dkim.add': addDkimKey,
  'dkim.setStates': setDkimStates,
  'dkim.remove': removeDkimKey,
  'secret.keep': keepSecret,
  'milestone.reach': reachMilestone,
  'accountServices.setForward': setForward,
  'accountServices.setVacation': setVacation,
  'accountServices.putList': putList,
  'accountServices.addMembers': addMembers,
  'accountServices.removeMembers': removeMembers,
  'accountServices.setStandings': setStandings,
  'policies.keep': keepPolicy,
  'vacation.claim': claimVacationReply,
  'vacation.forget': forgetVacationReplies,
  'outbound.take': takeOutbound,
  'outbound.forgive': forgiveOutbound,
  'outbound.forgetUse': forgetOutboundUse,
  'outbound.forgetRecipients': forgetOutboundRecipients,
} satisfies Operations<WriteContext>;
export type WriteOperations = typeof WRITE_OPERATIONS;

export const READ_OPERATIONS = {
  'database.freeBytes': freeBytesOfDatabase,
  'message.open': openMessage,
  'milestone.get': getMilestone,
  'mailbox.list': listMailbox,
  'mailbox.recipientOf': recipientOf,
  'directory.load': loadDirectory,
  'queue.domains': waitingDomains,
  'queue.dueFor': dueFor,
  'queue.dueOf': dueOf,
  'queue.aged': agedEntries,
  'queue.lateFor': lateFor,
  'queue.count': countEntries,
  'queue.totals': queueTotals,
  'queue.newest': newestEntry,
  'queue.messages': queuedMessages,
  'queue.countMessages': countQueuedMessages,
  'queue.entries': selectEntries,
  'queue.attempts': attemptsFor,
  'queue.destinations': queueDestinations,
  'quarantine.list': listHeld,
  'quarantine.get': getHeld,
  'quarantine.count': countHeld,
  'quarantine.heldBy': heldBy,
  'revision.get': getRevision,
  'revision.list': listRevisions,
  'statistics.byDay': countersByDay,
  'statistics.byHour': countersByHour,
  'ban.load': loadBans,
  'recentClient.load': loadRecentClients,
  'hits.load': loadHits,
  'dkim.load': loadDkimKeys,
  'accountServices.load': loadAccountServices,
  'policies.load': loadPolicies,
  'outbound.weigh': weighOutbound,
  'outbound.list': listOutbound,
} satisfies Operations<ReadContext>;
export type ReadOperations = typeof READ_OPERATIONS;
