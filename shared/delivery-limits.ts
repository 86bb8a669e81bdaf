/** Limits of delivery to other servers, and of the queue; part of the fixed limits in shared/limits.ts. */

export const DELIVERY_LIMITS = {
  /** Connections to one smart host at one time: enough to fill a line, few enough for any provider. */
  smartHostConnections: 4,
  /** Entries taken from the queue in one go for a host that is known to take mail; a few for one of which nothing is known yet. */
  deliveryBatch: 100,
  deliveryFirstBatch: 10,
  /** Entries in memory at one time, however many are in the queue: some 10 MB. */
  deliveryEntriesInHand: 10_000,
  /** Entries in memory with which hosts of which nothing is known get one at a time and not a few: those that are called at one time, and let us wait, leave room for others. */
  deliveryFirstEntries: 5000,
  /** Senders that wait for a domain and are looked at in one go, for those whose turn it is: some milliseconds. */
  queueSenderSteps: 500,
  /** Domains that are looked up in the queue at one moment. */
  deliveryLoads: 16,
  /** Recipients put off by one attempt that the log tells of one by one. */
  deliveryDeferralsTold: 1000,
  /** Recipients in the queue whose age is looked at in one go. */
  deliveryAgedBatch: 200,
  /** How often in a row, for those that are given up and for those whose senders are told; the others wait for the next time. */
  deliveryAgedBatches: 50,
  /** Seconds from one look at the age of what waits to the next: senders are told hours and days after they have sent. */
  deliverySweepSeconds: 180,
  /** Recipients of one message in one transaction: what every host must take (RFC 5321 section 4.5.3.1.8). */
  deliveryRecipients: 100,
  /** Messages under way and waiting, for each connection that a destination gets: to make one takes as many round trips as two or three messages over one that is there, and far more of both processors. */
  deliveryMessagesForConnection: 3,
  /** Messages over one connection, before others have a turn at its place. */
  deliveryMessagesPerConnection: 100,
  /** Milliseconds for which what became of a message waits for that of others that are under way, to be put down in one commit: less than a message takes on its way. */
  deliverySettleMilliseconds: 5,
  /** Milliseconds that a connection is kept for a next message. */
  deliveryIdleMilliseconds: 2000,
  /** Connections that are kept for whoever has mail for the same host next, when nothing is left for the domain they were made for, or nothing at this moment. */
  deliveryKept: 200,
  /** Milliseconds after which a host that lets us wait, to be found and to greet or to take a message, counts no longer against the connections in all, so that dead and slow hosts take no places of live ones. */
  deliveryConnectStallMilliseconds: 500,
  deliveryStallMilliseconds: 3000,
  /** Hosts that are waited for in that way; each costs a socket and some 20 KB. */
  deliveryStalled: 1000,
  /** Where there are so many, a host that has not even greeted, or not answered MAIL, RCPT and DATA, is given up after that many seconds, so that others get their turn: most living hosts answer in less, and it is tried again. */
  deliveryHurriedSeconds: 12,
  /** Milliseconds after which one more host that lets us wait looks again whether there is room for it. */
  deliveryHurryMilliseconds: 250,
  /** Seconds for which a host that has refused, not answered or not greeted is not called again, for whatever domain: less than the shortest gap between two attempts, so that no domain's own attempt is left out for its own failure before. */
  deliveryDeadHostSeconds: 30,
  /** Mail hosts of a domain, and addresses in all, that one attempt tries. RFC 5321 section 5.1 asks for at least two. */
  deliveryHostsTried: 10,
  deliveryAddressesTried: 8,
  /** Of one host where there are others, so that one with many dead addresses does not stand before all of them; and kept for each worse preference, so that the backup is reached within one attempt. */
  deliveryAddressesOfHost: 3,
  deliveryAddressesForBackup: 2,
  /** Seconds to wait for a connection by IPv6 where the host has an IPv4 address as well: by then three packets were lost. */
  deliveryFamilySeconds: 5,
  /** Seconds for which IPv4 comes first after a host took a connection by it and none by IPv6. */
  deliveryFamilyDoubtSeconds: 600,
  /** Seconds for which mail waits in memory for a place at its host; then it waits in the queue. Most get one within a second. */
  deliveryPlaceSeconds: 10,
  /** Entries that may wait in that way; half of all in hand, so that other hosts have the rest. */
  deliveryPlaceEntries: 5000,
  /** Seconds after which mail that waits for a place at its host looks for itself, should nobody have told that there is one. */
  deliveryHostPlaceSeconds: 300,
  /** Seconds after which mail that waits for a place at its host says so: most waits for a moment, and need not be written anew. */
  deliveryHostBusyToldSeconds: 60,
  /** Seconds for which mail that is too old waits for a place at its host all the same: after a long stop of this server most of it leaves at once. */
  deliveryHostBusyGivenUpSeconds: 4 * 3600,
  /** Messages that a host has to take before one more connection is tried than it took at a time. */
  deliveryMessagesForLane: 50,
  /** Seconds to wait for a host to take the connection, and as long again for its greeting. RFC 5321 section 4.5.3.2.1 asks for 5 minutes of the latter, which no living host needs. */
  deliveryConnectSeconds: 60,
  /** Seconds to wait for any other reply. RFC 5321 section 4.5.3.2 asks for 5 minutes, and 10 after the data. */
  deliveryReplySeconds: 600,
  /** Seconds that a host may take in all from MAIL to its answer to DATA: a hundred recipients, each answered at the last moment, would else take a day. */
  deliveryEnvelopeSeconds: 1800,
  /** Bytes a second at which a host has to take the content at the least, once `deliveryReplySeconds` are over: nothing on the internet is as slow as that. */
  deliverySlowestBytes: 2048,
  /** Bytes of one line of a reply: RFC 5321 section 4.5.3.1.5 allows 512, and real hosts write more. */
  deliveryLineBytes: 4096,
  /** Lines and bytes of one reply: a host that never comes to its end costs no more memory than this. */
  deliveryReplyLines: 200,
  deliveryReplyBytes: 32 * 1024,
  /** Seconds to wait for the answer to QUIT: nothing depends on it. */
  deliveryQuitSeconds: 5,
  /** Messages in a row on which a host fails before the others wait, too: one bad message must not hold up the rest, nor each of them try a dead host. */
  deliveryTroubles: 2,
  /** Recipients of a queued message that a list names; asking for the one message names more. */
  queueRecipientsListed: 10,
  /** Recipients of a queued message that are shown with their attempts in one go. */
  queueRecipientsShown: 500,
  /** Attempts that are kept for a recipient in the queue: the last ones tell what is wrong. */
  queueAttemptsKept: 20,
  /** Destinations that the summary of the queue lists, those with most mail. */
  queueDestinationsShown: 1000,
  /** Messages whose recipients are removed from the queue in one step, so that the log keeps up with what it is told. */
  queueRemovalBatch: 200,
  /** Bytes of the original headers that a delivery report returns. RFC 3462 section 2 leaves the amount to us: these are the headers of real mail, and no load. */
  reportHeaderBytes: 32 * 1024,
  /** Recipients that the words for people in a delivery report name; the part for programs names all. */
  reportRecipientsNamed: 20,
  /** Characters of the reason and of the remote reply in a delivery report. */
  reportTextCharacters: 500,
  /** Bytes of a message that is returned whole with a report, where the sender asked for that (RFC 3461 section 4.3); of a larger one the headers. */
  reportMessageBytes: 1024 * 1024,
  /** MTA-STS policies that are remembered; the one fetched longest ago makes room. */
  mtaStsPolicies: 10_000,
  /** Seconds that a policy is kept at the longest: RFC 8461 section 3.2 allows a year. */
  mtaStsKeptSeconds: 31_557_600,
  /** Seconds after which a policy that could not be had is tried again (RFC 8461 section 3.3: at least five minutes). */
  mtaStsMissedSeconds: 300,
  /** Seconds that fetching a policy may take: a message waits for it (RFC 8461 section 3.3 suggests a minute). */
  mtaStsFetchSeconds: 20,
  /** Addresses of its web server that are tried in that time. */
  mtaStsAddressesTried: 4,
  /** Characters of a policy (RFC 8461 section 3.3 suggests 64 KB). */
  mtaStsCharacters: 64 * 1024,
  /** Days after which a recipient that a sender has not written to is new again: whoever writes once a year, to all members of a club, writes to people it knows. */
  outboundRecipientDays: 400,
  /** Hours between two looks for such recipients, besides at the start. */
  outboundForgetHours: 24,
  /** Hours for which a recipient is remembered whose full mailbox put a message off for others as well: the longest that usual servers wait between two tries, and some. */
  fullMailboxHours: 8,
  /** Such recipients that are remembered; the one that was put off longest ago makes room. Each costs some 400 bytes of memory. */
  fullMailboxTries: 10_000,
} as const;
