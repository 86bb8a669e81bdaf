/** The outbound guard: who sends how much to other servers, whose mail is held because it was too much, and what to do about it. */
import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, tokens } from '@fluentui/react-components';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { OutboundSender } from '../../../shared/admin-api/outbound.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { settingAt, useSettingsValues } from '../../client/settings.ts';
import { useSettingsChanges } from '../../client/settings-changes.tsx';
import { names, texts } from '../../texts.ts';
import { BanButton, useBan } from '../../ui/ban-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format.ts';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { MultiListTable } from '../../ui/multi-list-table.tsx';
import type { Sorting } from '../../ui/sort-rows.ts';
import { ToneLabel } from '../../ui/tone-label.tsx';
import { type MultiListColumn, useMultiList } from '../../ui/use-multi-list.ts';
import { BlockDialog } from './block-dialog.tsx';
import { addressOf, countOf, MEASURES, type Measure, nameOf, useOutbound, useOutboundActions } from './outbound-data.ts';
import { SenderPane } from './sender-pane.tsx';

const words = texts.outbound;

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', flex: '1 1 50%', minHeight: '110px' },
  pane: { display: 'flex', flexDirection: 'column', flex: '1 1 50%', minHeight: '170px', borderTop: `1px solid ${tokens.colorNeutralStroke1}` },
  hint: { margin: 0, padding: '8px 12px', borderTop: `1px solid ${tokens.colorNeutralStroke2}`, color: tokens.colorNeutralForeground2 },
  reached: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold },
});

function State({ sender }: { readonly sender: OutboundSender }) {
  if (!sender.enabled) return <ToneLabel tone="plain" text={words.states.disabled} />;
  return sender.held.length > 0 ? <ToneLabel tone="bad" text={words.states.held} /> : <ToneLabel tone="good" text={words.states.fine} />;
}

function Count({ sender, measure }: { readonly sender: OutboundSender; readonly measure: Measure }) {
  const styles = useStyles();
  const count = countOf(sender, measure);
  const limit = sender.limits[measure];
  if (limit === null) return formatCount(count);
  return <span className={count >= limit ? styles.reached : ''}>{words.of(formatCount(count), formatCount(limit))}</span>;
}

const MAIL_WIDTHS = { width: '110px', narrow: '94px' } as const;
const RECIPIENT_WIDTHS = { width: '156px', narrow: '94px' } as const;
const MEASURE_WIDTHS = {
  messagesPerHour: MAIL_WIDTHS,
  messagesPerDay: MAIL_WIDTHS,
  newRecipientsPerHour: RECIPIENT_WIDTHS,
  newRecipientsPerDay: RECIPIENT_WIDTHS,
} as const satisfies Record<Measure, Pick<MultiListColumn<OutboundSender>, 'width' | 'narrow'>>;

const COLUMNS: readonly MultiListColumn<OutboundSender>[] = [
  {
    id: 'sender',
    label: words.column.sender,
    width: 'minmax(200px, 2fr)',
    narrow: 'minmax(240px, 1fr)',
    cell: (sender) => <span title={`${nameOf(sender)}\n${words.kinds[sender.kind]}`}>{nameOf(sender)}</span>,
    sortBy: nameOf,
  },
  {
    id: 'state',
    label: words.column.state,
    width: 'minmax(172px, 1fr)',
    narrow: '140px',
    cell: (sender) => <State sender={sender} />,
    sortBy: ({ enabled, held }) => (enabled ? (held.length > 0 ? 2 : 1) : 0),
  },
  {
    id: 'held',
    label: words.column.held,
    shortLabel: words.shortColumn.held,
    hint: words.columnHint.held,
    width: '138px',
    narrow: 'minmax(94px, 94px)',
    align: 'end',
    cell: ({ held }) => (held.length === 0 ? '' : formatCount(held.length)),
    sortBy: ({ held }) => held.length,
  },
  ...MEASURES.map(
    (measure): MultiListColumn<OutboundSender> => ({
      id: measure,
      label: words.column[measure],
      shortLabel: words.shortColumn[measure],
      hint: words.columnHint[measure],
      ...MEASURE_WIDTHS[measure],
      align: 'end',
      cell: (sender) => <Count sender={sender} measure={measure} />,
      sortBy: (sender) => countOf(sender, measure),
    }),
  ),
];

const NOBODY: readonly OutboundSender[] = [];
const keyOf = ({ sender }: OutboundSender): string => sender;
const HELD_FIRST: Sorting = { column: 'held', descending: true };

export function OutboundWindow() {
  const ban = useBan();
  const styles = useStyles();
  const navigate = useNavigate();
  const senders = useOutbound();
  const actions = useOutboundActions();
  const { sender: first } = useSearch({ from: '/outbound' });
  const [blocking, setBlocking] = useState(false);
  const list = useMultiList({ rows: senders.data ?? NOBODY, keyOf, textOf: nameOf, columns: COLUMNS, sorting: HELD_FIRST, selected: first });
  if (senders.data === undefined) return <Loading error={senders.error} retry={() => void senders.refetch()} />;
  const { chosen, only } = list;
  const held = chosen.filter((sender) => sender.held.length > 0);
  const logins = chosen.filter(({ kind, enabled, accounts }) => (kind !== 'client' || accounts.length > 0) && enabled);
  const title = windowTitle(names, 'outbound');
  return (
    <>
      <GuardIsOff />
      <ListWindow
        title={title}
        search={list.search}
        onSearch={list.setSearch}
        count={list.count(words.one, words.many)}
        more={<BanButton ban={ban} addresses={chosen.flatMap((sender) => addressOf(sender) ?? [])} />}
        commands={[
          { label: words.release, run: held.length > 0 ? () => void actions.release(held) : undefined, primary: true },
          { label: words.block, run: logins.length > 0 ? () => setBlocking(true) : undefined },
          { label: words.quarantine, run: only && (() => void navigate({ to: '/quarantine', search: { find: only.sender } })) },
          { label: words.showLog, run: only && (() => void navigate({ to: '/log', search: { account: only.sender } })) },
          { label: words.limits, run: () => void navigate({ to: '/settings/delivery', search: { field: 'outbound.messagesPerHour' } }) },
        ]}
      >
        <div className={styles.list}>
          <MultiListTable
            label={title}
            list={list}
            empty={<EmptyState {...words.empty} />}
            isFaint={({ enabled }) => !enabled}
            onRemove={() => logins.length > 0 && setBlocking(true)}
          />
        </div>
        {senders.data.length > 0 &&
          (only === undefined ? (
            <p className={styles.hint}>{words.details.none}</p>
          ) : (
            <div className={styles.pane}>
              <SenderPane key={only.sender} sender={only} />
            </div>
          ))}
        {blocking && logins.length > 0 && <BlockDialog senders={logins} block={actions.block} onClose={() => setBlocking(false)} />}
      </ListWindow>
    </>
  );
}

const ENABLED = 'outbound.enabled';

function GuardIsOff() {
  const changes = useSettingsChanges();
  const values = useSettingsValues().data;
  if (settingAt(values, ENABLED) !== false) return null;
  const label = names.field(ENABLED)?.label ?? '';
  return (
    <MessageBar intent="warning">
      <MessageBarBody>{words.off}</MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={() => void changes.change([{ path: ENABLED, value: true }], texts.settings.switchedOn(label))}>
          {words.switchOn}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
