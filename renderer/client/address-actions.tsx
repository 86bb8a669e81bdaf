/**
 * Bans or trusts an address from wherever it is seen: at once, with a way back. Where the server asks whether that is
 * really meant, a person is asked in words.
 */
import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import { ORPCError } from '@orpc/client';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Problem } from '../../shared/admin-api/errors.ts';
import { texts } from '../texts.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useNotices } from '../ui/notices.tsx';
import { type AddressChange, BAN_TIMES } from './address-changes.ts';
import { useAdminClient } from './carrier-context.tsx';
import { problemsOf, sentence } from './problems.ts';
import { settingsKeys } from './settings.ts';

interface Asked {
  readonly change: AddressChange;
  readonly problems: readonly Problem[];
}

export interface AddressActions {
  readonly apply: (change: AddressChange) => void;
  /** To be shown somewhere in the window. */
  readonly dialog: ReactNode;
}

export function useAddressActions(): AddressActions {
  const client = useAdminClient();
  const queries = useQueryClient();
  const notices = useNotices();
  const [asked, setAsked] = useState<Asked>();
  const words = texts.log.address;

  const settled = (): void => void queries.invalidateQueries({ queryKey: settingsKeys.all });
  const undo = async ({ list, address }: AddressChange): Promise<void> => {
    try {
      await client.addresses.remove({ list, addresses: [address] });
      notices.done(list === 'banned' ? words.unbanned(address) : words.untrusted(address));
    } catch (error) {
      notices.failed(error);
    }
    settled();
  };
  const add = async (change: AddressChange, confirmed: boolean): Promise<void> => {
    const { list, address, time, note } = change;
    const lasts = BAN_TIMES[time];
    const expires = lasts === null ? null : new Date(Date.now() + lasts).toISOString();
    setAsked(undefined);
    try {
      await client.addresses.add({ list, entry: { address, note, expires }, confirmed });
      notices.done(list === 'banned' ? words.banned(address, words.times[time]) : words.trusted(address), () => void undo(change));
    } catch (error) {
      if (error instanceof ORPCError && error.code === 'NEEDS_CONFIRMATION') setAsked({ change, problems: problemsOf(error) });
      else notices.failed(error);
    }
    settled();
  };

  const dialog = asked === undefined ? null : <Ask asked={asked} onYes={() => void add(asked.change, true)} onNo={() => setAsked(undefined)} />;
  return { apply: (change) => void add(change, false), dialog };
}

function Ask({ asked: { change, problems }, onYes, onNo }: { readonly asked: Asked; readonly onYes: () => void; readonly onNo: () => void }) {
  const words = texts.log.address;
  const isBan = change.list === 'banned';
  return (
    <FormDialog
      title={isBan ? words.reallyBan(change.address) : words.reallyTrust(change.address)}
      submitLabel={isBan ? words.banAnyway : words.trustAnyway}
      danger
      busy={false}
      onSubmit={onYes}
      onClose={onNo}
    >
      {problems.map((problem) => (
        <MessageBar key={`${problem.field} ${problem.message}`} intent="warning" layout="multiline">
          <MessageBarBody>{sentence(problem.message)}</MessageBarBody>
        </MessageBar>
      ))}
    </FormDialog>
  );
}
