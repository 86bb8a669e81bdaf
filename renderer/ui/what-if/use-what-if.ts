/** "What would this entry have hit?", asked while it is being typed, and the proposal of a longer text. */
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import type { Proposals, MessagesAnswer, SessionsAnswer, WhatIfQuestion } from '../../../shared/admin-api/security.ts';
import type { FilterScope } from '../../../shared/settings/security/filters.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { isOvertaken } from '../../client/problems.ts';
import { useLater } from '../use-later.ts';

/** A pause in typing after which it is asked: shorter than a thought, longer than the gap between two letters. */
const TYPING_MS = 250;

export interface Asked<Answer> {
  /** Of the last question that was answered; undefined before one was, or where nothing is asked. */
  readonly answer: Answer | undefined;
  /** An answer to what is typed now is on its way. */
  readonly working: boolean;
}

type FilterQuestion = Omit<Extract<WhatIfQuestion, { list: 'filters' }>, 'messages'>;
type AttachmentQuestion = Omit<Extract<WhatIfQuestion, { list: 'attachment-filters' }>, 'messages'>;
type SessionsQuestion = Omit<Extract<WhatIfQuestion, { sessions: number }>, 'sessions'>;

/** The newest so many: enough to judge by, and looked through within the second even of a busy server. */
const MESSAGES = 5000;
const SESSIONS = 10_000;

function useAnswer(question: WhatIfQuestion | undefined): Asked<MessagesAnswer | SessionsAnswer> {
  const client = useAdminClient();
  const key = JSON.stringify(question ?? null);
  const laterKey = useLater(key, TYPING_MS);
  const rests = key === laterKey;
  const query = useQuery({
    queryKey: ['what-if', laterKey],
    queryFn: question === undefined || !rests ? skipToken : () => client.security.whatIf(question),
    placeholderData: keepPreviousData,
    retry: (failures, error) => failures < 3 && isOvertaken(error),
    staleTime: 0,
  });
  if (question === undefined) return { answer: undefined, working: false };
  return { answer: query.data, working: !rests || query.isFetching };
}

/** @param question undefined while what is typed is no entry yet */
export function useMessagesHit(question: FilterQuestion | AttachmentQuestion | undefined): Asked<MessagesAnswer> {
  const { answer, working } = useAnswer(question === undefined ? undefined : { ...question, messages: MESSAGES });
  return { answer: answer?.about === 'messages' ? answer : undefined, working };
}

export function useSessionsHit(question: SessionsQuestion | undefined): Asked<SessionsAnswer> {
  const { answer, working } = useAnswer(question === undefined ? undefined : { ...question, sessions: SESSIONS });
  return { answer: answer?.about === 'sessions' ? answer : undefined, working };
}

export interface ProposalQuestion {
  readonly text: string;
  readonly scope: FilterScope;
  /** Traces of messages that are unwanted. */
  readonly unwanted: readonly string[];
}

export function useProposals(question: ProposalQuestion | undefined): Asked<Proposals> {
  const client = useAdminClient();
  const query = useQuery({
    queryKey: ['proposals', question],
    queryFn: question === undefined ? skipToken : () => client.security.propose({ ...question, unwanted: [...question.unwanted], messages: MESSAGES }),
    retry: (failures, error) => failures < 3 && isOvertaken(error),
    staleTime: 0,
  });
  return { answer: query.data, working: query.isFetching };
}
