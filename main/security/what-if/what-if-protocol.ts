/** What the engine and the threads that look through kept messages say to each other. All ends are ours: nothing here comes from outside. */
import type { HitPlace } from '../../../shared/admin-api/security.ts';
import type { FilterEntry } from '../../../shared/settings/security/filters.ts';
import type { Share } from '../../store/kept-messages.ts';

/** The entry of a list that is asked about, or a whole list. */
export type AskedEntry =
  | { readonly list: 'filters'; readonly entry: Pick<FilterEntry, 'text' | 'scope'> }
  | { readonly list: 'filter-list'; readonly entries: readonly Pick<FilterEntry, 'text' | 'scope'>[] }
  | { readonly list: 'attachment-filters'; readonly pattern: string; readonly byContent: boolean }
  | {
      readonly list: 'attachment-list';
      readonly patterns: readonly string[];
      readonly byContent: boolean;
      /** Which files: those on the list; of these, the ones that are known by their content alone and not by their name; archives that could not be read to their end; or archives in which our limits left something unseen. */
      readonly which: 'listed' | 'disguised' | 'unreadable' | 'unseen';
    };

export type AskedAttachments = Extract<AskedEntry, { list: 'attachment-filters' | 'attachment-list' }>;

export interface MessagesQuestion {
  readonly asked: AskedEntry;
  /** How many of the newest messages. */
  readonly messages: number;
}

/** A kept message that was hit. Raw. */
export interface KeptHit {
  readonly traceId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly reversePath: string;
  /** The first of them. */
  readonly recipients: readonly string[];
  readonly recipientCount: number;
  readonly subject: string;
  readonly places: readonly HitPlace[];
  readonly found: string;
  readonly held: boolean;
}

export interface KeptHits {
  /** Of the newest messages asked for: how many there are, and how many this thread has examined. */
  readonly kept: number;
  readonly examined: number;
  readonly complete: boolean;
  /** Examined messages of which only the beginning was looked through. */
  readonly cut: number;
  readonly hits: number;
  readonly held: number;
  /** The newest, `FIXED_LIMITS.whatIfExamples` at most. */
  readonly examples: readonly KeptHit[];
}

/** A longer text is wanted for a filter that hits good mail. */
export interface ProposalRequest {
  readonly entry: Pick<FilterEntry, 'text' | 'scope'>;
  /** Traces of unwanted messages, beside those that are held. */
  readonly unwanted: readonly string[];
  /** How many of the newest messages. */
  readonly messages: number;
}

/** What one thread has found in its share of the messages. */
export interface ProposalShare {
  /** Longer texts, in normal form, each with the unwanted messages that it hits; the same in every thread. */
  readonly texts: readonly { readonly text: string; readonly unwanted: number /** It hits no good message of this share. */; readonly spares: boolean }[];
  readonly unwanted: number;
  readonly good: number;
  readonly kept: number;
  readonly examined: number;
  readonly complete: boolean;
}

/** What a thread works on, as long as it lives. */
export interface WhatIfThreadData {
  readonly dataFolder: string;
  readonly share: Share;
}

interface Task {
  readonly id: number;
  /** When to stop: milliseconds since 1970 by the monotonic clock, `performance.timeOrigin + performance.now()`. */
  readonly deadline: number;
}

export type ToWhatIfThread =
  | (Task & { readonly type: 'ask'; readonly question: MessagesQuestion })
  | (Task & { readonly type: 'propose'; readonly request: ProposalRequest })
  | { readonly type: 'cancel'; readonly id: number };

export type FromWhatIfThread =
  /** The first word: its program is loaded. */
  | { readonly type: 'ready' }
  /** What it remembers of the kept messages is complete: from now on questions are answered quickly. */
  | { readonly type: 'prepared' }
  | { readonly type: 'found'; readonly id: number; readonly hits: KeptHits }
  | { readonly type: 'proposed'; readonly id: number; readonly proposed: ProposalShare }
  | { readonly type: 'failed'; readonly id: number; readonly why: string };
