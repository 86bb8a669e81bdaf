/** Limits of look-ups: the DNS, what speaks for senders, and callouts; part of the fixed limits in shared/limits.ts. */

export const LOOKUP_LIMITS = {
  /** Seconds that one DNS look-up may take in all. A resolver asks several servers of a domain in turn, and clients wait for an answer to MAIL for 5 minutes (RFC 5321 section 4.5.3.2.2). */
  dnsLookUpSeconds: 5,
  /** For SPF, DKIM and DMARC together, which only tell the reader something: what is not known by then is written down as a temporary error. */
  senderAuthenticationMilliseconds: 3000,
  /**
   * For all that a message must prove before it goes to a list or is forwarded; after that nobody knows yet. The ten signatures
   * and the policy of an honest message have time even where no name server answers, and clients wait for ten minutes (RFC 5321 section 4.5.3.2.6).
   */
  authorProofMilliseconds: 60_000,
  /** Domains of ours, or that look like it, that one From header may name and be believed: each asks the DNS. Nearly all mail names one. */
  provenAuthorDomains: 10,
  /** DKIM signatures of one message that are verified (RFC 6376 section 6.1 allows a limit): each asks the DNS, and may hash the body anew. Real mail has up to four. */
  signatures: 10,
  /** Bytes of one signature, and of one ARC field: a key of 4,096 bits and hundreds of names of fields fit. */
  signatureBytes: 4096,
  /** Blanks in a row, folds among them, in such a field: the library takes the square of them. Nobody indents as far. */
  signatureBlanks: 100,
  /** Bytes of a header section whose signatures are verified: as much as many servers take at all. */
  verifiedHeaderBytes: 100 * 1024,
  /** Lines of it: a thousand recipients, each in a line of its own, fit twice. The library takes the square of them. */
  verifiedHeaderLines: 2000,
  /** Bytes of a line of the body: real mail has a thousand at most, and careless programs a whole page in one. With each piece that comes the library goes through all that it has of a line: 25 MB in one are ten seconds. */
  verifiedLineBytes: 256 * 1024,
  /** Bytes of its From fields: the names and addresses of some tens of authors. The library takes the square of them: 4 KB are some milliseconds, 40 KB half a second. */
  verifiedAddressBytes: 4096,
  /** For how long what SPF and DMARC say of a sender is remembered: long enough for a burst of mail, too short for anyone to notice that a record has changed. */
  senderPolicySeconds: 60,
  /** Results of SPF and DMARC remembered at once; the oldest make room. */
  senderPolicyEntries: 20_000,
  /** About so many bytes of those: names can be long. */
  senderPolicyBytes: 8 * 1024 * 1024,
  /** Milliseconds after which an unanswered DNS question is asked again, of the next name server if there is one; the first answer counts, whoever gives it. */
  dnsAttemptMilliseconds: 1500,
  /** Times that one DNS question is asked before nobody knows the answer. */
  dnsAttempts: 6,
  /** DNS questions on their way at one time; past this the one that has waited longest is given up, so that names nobody answers for do not hold up the others. */
  dnsQuestionsAtOnce: 1000,
  /** DNS questions that share a source port: under light load each has a port of its own, which nobody can guess (RFC 5452 section 9.2). */
  dnsQuestionsPerPort: 64,
  /** Datagrams on one port that answer no question before somebody is taken to be guessing, and the port is given up. */
  dnsStrayDatagrams: 100,
  /** Bytes that a DNS answer may have over UDP: what fits through every network without fragments (DNS flag day 2020). More comes over TCP. */
  dnsDatagramBytes: 1232,
  /** CNAMEs that are followed from one name; real chains have two or three. */
  dnsCnames: 16,
  /** Records of one DNS answer that are looked at; a big provider has a few dozen. */
  dnsRecords: 200,
  /** DNS answers that are remembered: each domain of a queue with mail for 10,000 of them needs four, once to find its host and again when there is a place. */
  dnsCacheEntries: 50_000,
  /** Bytes of DNS answers that are remembered: a hostile name has 64 KB of records, and many names. */
  dnsCacheBytes: 32 * 1024 * 1024,
  /** Seconds that a DNS answer is remembered at the longest, whatever its TTL says. */
  dnsCacheSeconds: 86_400,
  /** Seconds that the lack of a record is remembered at the longest: whoever mends a domain wants to see it work. */
  dnsNegativeSeconds: 900,
  /** Seconds that trouble with a DNS question is remembered: one flood of mail asks once, and the next attempt of a sender asks anew. */
  dnsTroubleSeconds: 10,
  /** Seconds that a name server which did not answer is asked after the others. */
  dnsAilingSeconds: 30,
  /** Look-ups whose times make up the median that the window shows. */
  dnsTimesKept: 199,
  /** Names of a client address (PTR) that are looked up in turn: an address with more is not asking to be believed. */
  reverseDnsNames: 5,
  /** Seconds that a sender callout may take in all; the client waits for it. */
  calloutSeconds: 10,
  /** Sender callouts at one time, and no two at the same domain: their hosts owe us nothing. */
  calloutsAtOnce: 20,
  /** Connections that a callout tries, to the mail hosts of a domain in their order. */
  calloutConnections: 3,
  /** Seconds that a mail host may take to accept the connection of a callout, so that a dead one leaves time for the next. */
  calloutConnectSeconds: 3,
  /** Seconds that "this sender exists" is remembered. */
  calloutAcceptedSeconds: 86_400,
  /** Seconds that "this sender does not exist" is remembered: a new mailbox must not wait for long. */
  calloutRefusedSeconds: 3600,
  /** Seconds that a callout without a result is remembered: as long as a greylisting host lets us wait. */
  calloutUnknownSeconds: 300,
  /** Results of callouts that are remembered, and as many about domains. */
  calloutCacheEntries: 10_000,
  /** Bytes of one line that a mail host may answer a callout with; RFC 5321 section 4.5.3.1.5 allows 512. */
  calloutLineBytes: 2048,
  /** Lines of one reply to a callout; the longest replies to EHLO have about 20. */
  calloutReplyLines: 100,
} as const;
