/** One sender: which limit was reached, and the messages that are held. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { OutboundSender } from '../../../shared/admin-api/outbound.ts';
import type { HeldMessage } from '../../../shared/admin-api/quarantine.ts';
import { texts } from '../../texts.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { formatCount } from '../../ui/format.ts';
import { HELD_COLUMNS } from '../quarantine/held-columns.ts';
import { countOf, nameOf, reachedBy, useHeldBy } from './outbound-data.ts';

const words = texts.outbound.details;

const useStyles = makeStyles({
  head: { padding: '8px 12px 6px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
  text: { margin: '2px 0 0', color: tokens.colorNeutralForeground2 },
});

const COLUMNS: readonly Column<HeldMessage>[] = [
  HELD_COLUMNS.when,
  HELD_COLUMNS.from,
  HELD_COLUMNS.to,
  HELD_COLUMNS.subject,
  {
    id: 'client',
    label: words.client,
    width: 'minmax(110px, 1fr)',
    spare: true,
    cell: ({ remoteAddress }) => remoteAddress,
    sortBy: ({ remoteAddress }) => remoteAddress,
  },
  HELD_COLUMNS.size,
];

function whyHeld(sender: OutboundSender): string {
  const reached = reachedBy(sender).map((measure) => words.exceeded[measure](countOf(sender, measure), formatCount(sender.limits[measure] ?? 0)));
  if (sender.held.length === 0) return words.nothingHeld;
  return reached.length === 0 ? words.passed : words.tooMuch(reached.join('; '));
}

export function SenderPane({ sender }: { readonly sender: OutboundSender }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const [selected, select] = useState<string>();
  const held = useHeldBy(sender).data ?? [];
  const more = sender.held.length - held.length;
  const trace = ({ traceId }: HeldMessage): void => void navigate({ to: '/messages/$traceId', params: { traceId } });
  return (
    <>
      <div className={styles.head}>
        <h2 className={styles.title}>{words.title(nameOf(sender))}</h2>
        <p className={styles.text}>{whyHeld(sender)}</p>
        {held.length > 0 && more > 0 && (
          <Link as="button" onClick={() => void navigate({ to: '/quarantine', search: { find: sender.sender } })}>
            {words.more(more)}
          </Link>
        )}
      </div>
      {held.length > 0 && (
        <DataTable
          label={words.held}
          rows={held}
          rowKey={({ id }) => String(id)}
          columns={COLUMNS}
          selected={selected}
          onSelect={select}
          onOpen={trace}
          descending
        />
      )}
    </>
  );
}
