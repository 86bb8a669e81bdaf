/** The addresses that may send because mail was fetched from there a moment ago, with a button that ends it. */
import { Button, makeStyles, tokens, mergeClasses } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Grant } from '../../../shared/admin-api/grants.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { failureText } from '../../client/problems.ts';
import { useSubscription } from '../../client/subscription.ts';
import { texts } from '../../texts.ts';
import { formatCount, formatDuration } from '../../ui/format.ts';
import { useNotices } from '../../ui/notices.tsx';
import { useNow } from '../../ui/now.ts';
import { useTableStyles } from '../../ui/settings/plain-table.ts';

const useStyles = makeStyles({
  empty: { margin: 0, padding: '8px', color: tokens.colorNeutralForeground2 },
  problem: { margin: 0, padding: '8px', color: tokens.colorPaletteRedForeground1 },
});

interface Told {
  readonly grants: readonly Grant[];
  /** When they were told, by the clock of this window. */
  readonly at: number;
}

const words = texts.security.afterPop;

export function LiveGrants() {
  const styles = useStyles();
  const table = useTableStyles();
  const client = useAdminClient();
  const now = useNow(1000);
  const [told, setTold] = useState<Told>();
  const [failure, setFailure] = useState<unknown>();
  useSubscription(
    'grants',
    (signal) => client.grants.watch(undefined, { signal }),
    (grants) => setTold({ grants, at: Date.now() }),
    setFailure,
  );
  if (failure !== undefined) return <p className={styles.problem}>{failureText(failure)}</p>;
  if (told === undefined) return <p className={styles.empty}>{texts.connection.connecting}</p>;
  const live = told.grants.map((grant) => ({ grant, left: told.at + grant.timeLeft - now })).filter(({ left }) => left > 0);
  if (live.length === 0) return <p className={styles.empty}>{words.noGrants}</p>;
  return (
    <table className={table.table} aria-label={words.grants}>
      <thead>
        <tr>
          {[words.address, words.account].map((label) => (
            <th key={label} scope="col" className={table.head}>
              {label}
            </th>
          ))}
          {[words.timeLeft, words.messages].map((label) => (
            <th key={label} scope="col" className={mergeClasses(table.head, table.number)}>
              {label}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {live.map(({ grant, left }) => (
          <GrantRow key={`${grant.address} ${grant.accountId}`} grant={grant} left={left} />
        ))}
      </tbody>
    </table>
  );
}

function GrantRow({ grant: { address, account, accountId, messages }, left }: { readonly grant: Grant; readonly left: number }) {
  const table = useTableStyles();
  const client = useAdminClient();
  const notices = useNotices();
  const end = useMutation({
    mutationFn: () => client.grants.end({ address, accountId }),
    onSuccess: () => notices.done(words.ended(address)),
    onError: (error) => notices.failed(error),
  });
  return (
    <tr className={table.row}>
      <th scope="row" className={mergeClasses(table.cell, table.mono)}>
        {address}
      </th>
      <td className={table.cell}>{account}</td>
      <td className={mergeClasses(table.cell, table.number)}>{formatDuration(left)}</td>
      <td className={mergeClasses(table.cell, table.number)}>{formatCount(messages)}</td>
      <td className={table.cell}>
        <Button size="small" disabledFocusable={end.isPending} aria-label={words.endOf(address, account)} onClick={() => end.mutate()}>
          {words.end}
        </Button>
      </td>
    </tr>
  );
}
