/** Limits of delivery to other servers, and of the queue; part of the fixed limits in shared/limits.ts. */

export const DELIVERY_LIMITS = {
  /** Connections to the smart host at one time: enough to fill a line, few enough for any provider. */
  deliveryConnections: 4,
  /** Entries taken from the queue in one go. */
  deliveryBatch: 500,
  /** Seconds to wait for the smart host to take the connection. */
  deliveryConnectSeconds: 60,
  /** Seconds to wait for a reply of the smart host. RFC 5321 section 4.5.3.2 asks for 5 minutes, and 10 after the data. */
  deliveryReplySeconds: 600,
  /** Seconds to wait for the answer to QUIT: nothing depends on it. */
  deliveryQuitSeconds: 5,
  /** Messages in a row on which the smart host fails before the others wait, too: one bad message must not hold up the rest, nor each of them try a dead host. */
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
} as const;
