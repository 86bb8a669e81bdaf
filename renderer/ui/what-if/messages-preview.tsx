/**
 * What an entry would have done to the recent messages: how many, which, and whether good mail is among them; then a longer text
 * that spares it. The administrator says which of the messages are unwanted; those that were held count as unwanted anyway.
 */
import { Button, Checkbox, mergeClasses, Spinner } from '@fluentui/react-components';
import { Warning20Filled } from '@fluentui/react-icons/svg/warning';
import { useState } from 'react';
import type { MessageHit, MessagesAnswer } from '../../../shared/admin-api/security.ts';
import type { FilterScope } from '../../../shared/settings/security/filters.ts';
import { names, texts } from '../../texts.ts';
import { formatDateTime, formatListTime, formatPercent } from '../format.ts';
import { useNow } from '../now.ts';
import { usePreviewStyles } from './preview-styles.ts';
import { traceAddress } from './trace-address.ts';
import { type Asked, type ProposalQuestion, useProposals } from './use-what-if.ts';

const words = texts.lists.preview;

export interface MessagesPreviewProps {
  readonly asked: Asked<MessagesAnswer>;
  /** The filter that is asked about, for a proposal of a longer text; undefined where there can be none. */
  readonly filter?: { readonly text: string; readonly scope: FilterScope };
  /** Traces that are known to be of unwanted messages. */
  readonly unwanted?: readonly string[];
  readonly onPropose?: (text: string) => void;
}

export function MessagesPreview({ asked: { answer, working }, filter, unwanted = [], onPropose }: MessagesPreviewProps) {
  const styles = usePreviewStyles();
  const now = useNow(60_000);
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set(unwanted));
  if (answer === undefined) return <p className={styles.quiet}>{working ? words.working : words.idle}</p>;
  const isGood = ({ verdict, traceId }: MessageHit): boolean => GOOD.has(verdict) && !marked.has(traceId);
  const markedHits = answer.examples.filter(({ traceId }) => marked.has(traceId)).length;
  const good = Math.max(0, answer.hits - answer.held - markedHits);
  const examples = [...answer.examples, ...(answer.notKept?.examples ?? [])].toSorted((one, other) => other.at - one.at);
  return (
    <>
      <div className={styles.head}>
        <p className={styles.headline} aria-live="polite">
          {headline(answer)}
        </p>
        {working && <Spinner size="extra-tiny" aria-label={words.working} />}
      </div>
      <Remarks answer={answer} />
      {good > 0 && (
        <p className={styles.warning} role="status">
          <Warning20Filled className={styles.warningIcon} aria-hidden />
          <span>{words.warning(formatPercent(good / Math.max(1, answer.examined)), good)}</span>
        </p>
      )}
      {examples.length > 0 && (
        <div className={styles.scroller} role="region" aria-label={words.messages}>
          <table className={styles.table}>
            <thead>
              <tr>
                {onPropose !== undefined && (
                  <th scope="col" className={styles.th} style={{ width: '96px' }}>
                    {words.unwanted}
                  </th>
                )}
                <th scope="col" className={styles.th} style={{ width: '104px' }}>
                  {words.column.verdict}
                </th>
                <th scope="col" className={styles.th}>
                  {words.column.message}
                </th>
                <th scope="col" className={mergeClasses(styles.th, styles.number)} style={{ width: '96px' }}>
                  {words.column.when}
                </th>
              </tr>
            </thead>
            <tbody>
              {examples.map((hit) => (
                <HitRow
                  key={`${hit.traceId} ${hit.at}`}
                  hit={hit}
                  now={now}
                  mark={onPropose === undefined ? undefined : marked.has(hit.traceId) || !isGood(hit)}
                  canMark={GOOD.has(hit.verdict)}
                  onMark={(on) => setMarked((before) => new Set(on ? [...before, hit.traceId] : [...before].filter((traceId) => traceId !== hit.traceId)))}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {/* Below the messages, which stay where they are while it comes and goes: somebody may be about to tick the next one. */}
      {good > 0 && filter !== undefined && onPropose !== undefined && (
        <div className={styles.below}>
          <ProposedTexts question={markedHits + answer.held > 0 && !working ? { ...filter, unwanted: [...marked] } : undefined} onPropose={onPropose} />
        </div>
      )}
    </>
  );
}

/** Verdicts of messages that were delivered as they are: the mail of people, unless somebody says otherwise. */
const GOOD: ReadonlySet<MessageHit['verdict']> = new Set(['pass', 'grant-relay', 'tag']);

function headline(answer: MessagesAnswer): string {
  const { hits, held, examined, notKept } = answer;
  const total = hits + (notKept?.hits ?? 0);
  if (total === 0) return words.none(examined);
  const parts = [
    ...(hits - held > 0 ? [words.delivered(hits - held)] : []),
    ...(held > 0 ? [words.held(held)] : []),
    ...((notKept?.refused ?? 0) > 0 ? [words.refused(notKept?.refused ?? 0)] : []),
    ...((notKept?.discarded ?? 0) > 0 ? [words.discarded(notKept?.discarded ?? 0)] : []),
  ];
  return `${words.hits(total, examined + (notKept?.hits ?? 0))}: ${parts.join(', ')}`;
}

function Remarks({ answer: { complete, examined, kept, notKept } }: { readonly answer: MessagesAnswer }) {
  const styles = usePreviewStyles();
  const remarks = [...(complete ? [] : [words.examined(examined, kept)]), notKept === null ? words.unknown : words.partly];
  return <p className={styles.quiet}>{remarks.join(' ')}</p>;
}

interface ProposedTextsProps {
  readonly question: ProposalQuestion | undefined;
  readonly onPropose: (text: string) => void;
}

function ProposedTexts({ question, onPropose }: ProposedTextsProps) {
  const styles = usePreviewStyles();
  const { answer, working } = useProposals(question);
  if (question === undefined) return <p className={styles.quiet}>{words.markHint}</p>;
  if (answer === undefined) return <p className={styles.quiet}>{working ? words.working : words.noProposal}</p>;
  if (answer.proposals.length === 0) return <p className={styles.quiet}>{words.noProposal}</p>;
  return (
    <>
      <p className={styles.quiet}>{words.proposals}</p>
      <ul className={styles.proposals}>
        {answer.proposals.map(({ text, unwanted }) => (
          <li key={text} className={styles.proposal}>
            <Button size="small" onClick={() => onPropose(text)} aria-label={`${words.proposalUse}: ${text}`}>
              {words.proposalUse}
            </Button>
            <span className={styles.proposalText}>{text}</span>
            <span className={styles.quiet}>{words.proposalHits(unwanted, answer.unwanted)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

interface HitRowProps {
  readonly hit: MessageHit;
  readonly now: number;
  /** Undefined where nobody asks. */
  readonly mark: boolean | undefined;
  readonly canMark: boolean;
  readonly onMark: (on: boolean) => void;
}

function HitRow({ hit, now, mark, canMark, onMark }: HitRowProps) {
  const styles = usePreviewStyles();
  const subject = hit.subject === '' ? words.noSubject : hit.subject;
  const [first = ''] = hit.recipients;
  return (
    <tr>
      {mark !== undefined && (
        <td className={styles.td}>
          <Checkbox checked={mark} disabled={!canMark} aria-label={words.mark(subject)} onChange={(_event, data) => onMark(data.checked === true)} />
        </td>
      )}
      <td className={styles.td}>{names.verdicts[hit.verdict]}</td>
      <td className={styles.td} title={hit.found === '' ? subject : `${subject} – ${hit.found}`}>
        <a href={traceAddress(hit.traceId)} target="_blank" rel="noreferrer" aria-label={words.trace(subject)} className={styles.line}>
          {subject}
        </a>
        <span className={mergeClasses(styles.line, styles.route)} title={hit.recipients.join(', ')}>
          {`${hit.reversePath === '' ? words.blankSender : hit.reversePath} → ${hit.recipientCount > 1 ? `${first} ${words.more(hit.recipientCount - 1)}` : first}`}
        </span>
      </td>
      <td className={mergeClasses(styles.td, styles.number)} title={formatDateTime(hit.at)}>
        {formatListTime(hit.at, now)}
      </td>
    </tr>
  );
}
