/** The columns of the list of messages. */
import type { ReasonId } from '../../../shared/decisions/reasons.ts';
import type { DecisionSummary } from '../../../shared/decisions/verdicts.ts';
import { names, texts } from '../../texts.ts';
import type { Column } from '../../ui/data-table.tsx';
import { formatListTime } from '../../ui/format.ts';
import { ToneLabel } from '../../ui/tone-label.tsx';
import { toneOfVerdict } from '../../ui/tone.ts';

const words = texts.messages;

/** Of a session that brought no message, whoever logged in; its address has a column of its own. */
function senderOf({ reversePath, login }: DecisionSummary): string {
  if (reversePath === undefined) return login ?? words.noMessage;
  return reversePath === '' ? words.blankSender : reversePath;
}

function recipientsOf({ recipients, recipientsLeftOut }: DecisionSummary): string {
  const more = recipients.length + recipientsLeftOut - 1;
  return recipients[0] === undefined ? '' : `${recipients[0]}${more > 0 ? ` ${words.more_(more)}` : ''}`;
}

function reasonOf(reason: ReasonId): string {
  return reason === 'accepted' || reason === 'nothing-wrong' ? '' : names.reasons[reason];
}

/** Why it was not taken; of what was, what it is about. */
function aboutOf({ reason, content }: DecisionSummary): string {
  const why = reasonOf(reason);
  return why === '' ? (content?.subject ?? '') : why;
}

/** `today`: a time of the present day; decisions of other days show their date. */
export function messageColumns(today: number): readonly Column<DecisionSummary>[] {
  return [
    { id: 'time', label: words.column.time, width: '98px', cell: ({ at }) => formatListTime(at, today), sortBy: ({ id }) => id },
    {
      id: 'verdict',
      label: words.column.verdict,
      width: '138px',
      cell: ({ verdict, reversePath }) =>
        reversePath === undefined && verdict === 'pass' ? (
          <ToneLabel tone="plain" text={words.noMessage} />
        ) : (
          <ToneLabel tone={toneOfVerdict(verdict)} text={names.verdicts[verdict]} />
        ),
      sortBy: ({ verdict }) => names.verdicts[verdict],
    },
    {
      id: 'reason',
      label: words.column.reason,
      width: 'minmax(120px, 2.6fr)',
      spare: true,
      cell: ({ reason }) => <span title={names.reasons[reason]}>{reasonOf(reason)}</span>,
      sortBy: ({ reason }) => reason,
    },
    {
      id: 'from',
      label: words.column.from,
      width: 'minmax(150px, 4fr)',
      cell: (row) => <Whole text={senderOf(row)} />,
      sortBy: senderOf,
    },
    {
      id: 'to',
      label: words.column.to,
      width: 'minmax(150px, 4fr)',
      cell: (row) => <span title={row.recipients.join('\n')}>{recipientsOf(row)}</span>,
      sortBy: recipientsOf,
    },
    {
      id: 'subject',
      label: words.column.subject,
      width: 'minmax(120px, 3.4fr)',
      spare: true,
      cell: ({ content }) => <Whole text={content?.subject ?? ''} />,
      sortBy: ({ content }) => content?.subject ?? '',
    },
    {
      id: 'about',
      label: words.column.about,
      width: 'minmax(110px, 3fr)',
      standIn: true,
      cell: (row) => <span title={[reasonOf(row.reason), row.content?.subject ?? ''].filter((line) => line !== '').join('\n')}>{aboutOf(row)}</span>,
      sortBy: aboutOf,
    },
    {
      id: 'client',
      label: words.column.client,
      width: '116px',
      spare: true,
      cell: ({ remoteAddress }) => <Whole text={remoteAddress} />,
      sortBy: (row) => row.remoteAddress,
    },
  ];
}

/** Cut off in the cell, whole when pointed at. */
function Whole({ text }: { readonly text: string }) {
  return <span title={text}>{text}</span>;
}
