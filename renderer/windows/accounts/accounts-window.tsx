/** Accounts: the mailboxes, how full they are, and when their owners last came by. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Account } from '../../../shared/admin-api/directory.ts';
import { useAccounts, useDomains, useStatus } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import type { Command } from '../../ui/command-buttons.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { DomainFilter, inDomain } from '../../ui/domain-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatBytes, formatCount, formatShare } from '../../ui/format.ts';
import { ListTime } from '../../ui/list-time.tsx';
import { ListWindow } from '../../ui/list-window.tsx';
import { Loading } from '../../ui/loading.tsx';
import { NoDomainYet } from '../../ui/no-domain-yet.tsx';
import { useListState } from '../../ui/use-list-state.ts';
import { CreateAccountDialog, EditAccountDialog } from './account-form.tsx';
import { ImportAccountsDialog } from './import-dialog.tsx';
import { MailProgramDialog } from './mail-program-dialog.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { RemoveAccountDialog } from './remove-account-dialog.tsx';

const words = texts.accounts;

type Asking = { readonly what: 'edit' | 'password' | 'remove' | 'mail-program'; readonly account: Account };

/** Another `?account=` in the address is another start: that account is selected then. */
export function AccountsWindow() {
  const { account } = useSearch({ from: '/accounts' });
  return <AccountsList key={account ?? ''} account={account} />;
}

function AccountsList({ account: chosen }: { readonly account: string | undefined }) {
  const accounts = useAccounts();
  const domains = useDomains();
  const navigate = useNavigate();
  const { create, domain, import: importing } = useSearch({ from: '/accounts' });
  const status = useStatus().data;
  const [asking, setAsking] = useState<Asking>();
  const ofDomain = (accounts.data ?? []).filter((account) => inDomain(account.address, domain));
  const list = useListState(
    ofDomain,
    (account) => account.address,
    (account) => `${account.address} ${account.name}`,
    chosen,
  );
  const show = (search: { domain?: string; create?: true; import?: true }): void => void navigate({ to: '/accounts', search, replace: true });
  const within = domain === undefined ? {} : { domain };
  const startCreating = (): void => show({ ...within, create: true });
  const ask = (what: Asking['what']): (() => void) | undefined => {
    const account = list.selected;
    return account && (() => setAsking({ what, account }));
  };
  const { selected } = list;
  const service = (label: string, edit: 'forward' | 'vacation'): Command => ({
    label,
    run: selected && (() => void navigate({ to: '/forwarding', search: { account: selected.address, edit } })),
  });
  const close = (): void => setAsking(undefined);

  if (accounts.data === undefined || domains.data === undefined) {
    return <Loading error={accounts.error ?? domains.error} retry={() => void accounts.refetch()} />;
  }
  return (
    <ListWindow
      title={words.title}
      search={list.search}
      onSearch={list.setSearch}
      count={
        list.search === ''
          ? texts.table.count(ofDomain.length, words.one, words.many)
          : texts.table.countOf(list.shown.length, ofDomain.length, words.one, words.many)
      }
      filter={<DomainFilter domains={domains.data} value={domain} onChange={(chosen) => show(chosen === undefined ? {} : { domain: chosen })} />}
      commands={[
        { label: words.add, run: domains.data.length > 0 ? startCreating : undefined, primary: true },
        { label: words.edit, run: ask('edit') },
        { label: words.password, run: ask('password') },
        { label: texts.accountTools.mailProgramCommand, run: ask('mail-program') },
        { label: texts.accountTools.importCommand, run: domains.data.length > 0 ? () => show({ ...within, import: true }) : undefined },
        { label: words.remove, run: ask('remove') },
        {
          label: words.more,
          commands: [
            service(texts.forwarding.forward, 'forward'),
            service(texts.forwarding.vacation, 'vacation'),
            { label: words.showLog, run: selected && (() => void navigate({ to: '/log', search: { account: selected.address } })) },
          ],
        },
      ]}
    >
      {domains.data.length === 0 ? (
        <NoDomainYet text={words.emptyNoDomain.text} />
      ) : ofDomain.length === 0 ? (
        <EmptyState
          title={domain === undefined ? words.empty.title : words.emptyDomain(domain)}
          text={words.empty.text}
          action={{ label: words.add, run: startCreating }}
        />
      ) : list.shown.length === 0 ? (
        <EmptyState title={texts.table.noMatch} action={{ label: texts.table.clearSearch, run: () => list.setSearch('') }} />
      ) : (
        <DataTable
          label={words.title}
          rows={list.shown}
          rowKey={(account) => account.address}
          columns={COLUMNS}
          selected={list.selectedKey}
          onSelect={list.select}
          onOpen={(account) => setAsking({ what: 'edit', account })}
          onRemove={(account) => setAsking({ what: 'remove', account })}
        />
      )}
      {create === true && domains.data.length > 0 && <CreateAccountDialog domains={domains.data} domain={domain} onClose={() => show(within)} />}
      {importing === true && domains.data.length > 0 && <ImportAccountsDialog domains={domains.data} accounts={accounts.data} onClose={() => show(within)} />}
      {asking?.what === 'mail-program' && status !== undefined && <MailProgramDialog status={status} account={asking.account} onClose={close} />}
      {asking?.what === 'edit' && <EditAccountDialog account={asking.account} onClose={close} />}
      {asking?.what === 'password' && <PasswordDialog account={asking.account} onClose={close} />}
      {asking?.what === 'remove' && <RemoveAccountDialog account={asking.account} onClose={close} />}
    </ListWindow>
  );
}

const useStyles = makeStyles({ full: { color: tokens.colorPaletteRedForeground1, fontWeight: tokens.fontWeightSemibold } });
/** From this share of its quota on a mailbox is shown as nearly full. */
const NEARLY_FULL = 0.9;

function Usage({ account }: { readonly account: Account }) {
  const styles = useStyles();
  const { usedBytes, quotaBytes } = account;
  if (quotaBytes === null) return formatBytes(usedBytes);
  const share = usedBytes / quotaBytes;
  return <span className={share >= NEARLY_FULL ? styles.full : ''}>{words.usageOf(formatBytes(usedBytes), formatBytes(quotaBytes), formatShare(share))}</span>;
}

const COLUMNS: readonly Column<Account>[] = [
  {
    id: 'address',
    label: words.column.address,
    width: 'minmax(200px, 2fr)',
    narrow: 'minmax(190px, 3fr)',
    cell: (account) => account.address,
    sortBy: (account) => account.address,
  },
  {
    id: 'name',
    label: words.column.name,
    width: 'minmax(120px, 1fr)',
    narrow: 'minmax(120px, 1.5fr)',
    cell: (account) => account.name,
    sortBy: (account) => account.name,
  },
  {
    id: 'state',
    label: words.column.state,
    width: '90px',
    narrow: '76px',
    cell: (account) => (account.enabled ? words.enabled : words.disabled),
    sortBy: (account) => (account.enabled ? 0 : 1),
  },
  {
    id: 'messages',
    label: words.column.messages,
    width: '104px',
    narrow: '104px',
    align: 'end',
    cell: (account) => formatCount(account.messages),
    sortBy: (account) => account.messages,
  },
  {
    id: 'usage',
    label: words.column.usage,
    width: '190px',
    narrow: '186px',
    align: 'end',
    cell: (account) => <Usage account={account} />,
    sortBy: (account) => account.usedBytes,
  },
  {
    id: 'lastLogin',
    label: words.column.lastLogin,
    shortLabel: words.shortLastLogin,
    width: '150px',
    narrow: '108px',
    cell: (account) => (account.lastLoginAt === null ? words.never : <ListTime at={account.lastLoginAt} />),
    sortBy: (account) => account.lastLoginAt ?? 0,
  },
];
