/** Puts addresses into the lists of banned and trusted ones, in one change, which is taken back as one: what they took the place of comes back. */
import { useMemo } from 'react';
import type { AddressEntry } from '../../shared/settings/security/address-entry.ts';
import { LIST_FORMATS } from '../../shared/lists/list-formats.ts';
import { entryLine, headLine } from '../../shared/lists/write-entries.ts';
import { texts } from '../texts.ts';
import { useNotices } from '../ui/notices.tsx';
import type { AddressChange } from './address-changes.ts';
import { useAdminClient } from './carrier-context.tsx';
import { sentence } from './problems.ts';
import { sentAgain } from './sent-again.ts';
import { type ChangeResult, useSettingsChanges } from './settings-changes.tsx';

const FORMAT = LIST_FORMATS['banned-addresses'];
const words = texts.overview.ban;

export interface AddressBans {
  /** One entry of either list. @param said what was done, and what instead if the same is in the list for a shorter time */
  readonly add: (list: AddressChange['list'], entry: AddressEntry, said: { readonly done: string; readonly lengthened: string }) => Promise<void>;
  readonly banAll: (entries: readonly AddressEntry[]) => Promise<void>;
}

export function useAddressBans(): AddressBans {
  const client = useAdminClient();
  const changes = useSettingsChanges();
  const notices = useNotices();
  return useMemo((): AddressBans => {
    const tell = (result: ChangeResult, address?: string): void => {
      if (result.state !== 'refused') return;
      const told = result.problems.map(({ field, message }) =>
        sentence(field === 'entry.address' && address !== undefined ? `${address} ${message}` : message),
      );
      notices.failed(told.join(' '));
    };
    const add: AddressBans['add'] = async (list, entry, said) => {
      const editor = client.entries[list === 'banned' ? 'bannedAddresses' : 'trustedAddresses'];
      const result = await changes.run({
        send: (confirmed) => editor.add({ entry, confirmed }),
        said: ({ lengthened }) => (lengthened ? said.lengthened : said.done),
        revision: ({ revision }) => revision,
        undo: ({ undo }) => sentAgain((confirmed: boolean) => editor.undo({ undo, confirmed }), 'NOT_FOUND'),
      });
      tell(result, entry.address);
    };
    const banAll: AddressBans['banAll'] = async (entries) => {
      const { bannedAddresses } = client.entries;
      const text = headLine(FORMAT, 'csv') + entries.map((entry) => entryLine(entry, FORMAT, 'csv')).join('');
      const result = await changes.run({
        send: async (confirmed) => {
          const answer = await bannedAddresses.import({ text, skipUnreadable: false, confirmed });
          // There is nothing to take back then, but something to say.
          if (answer.added + answer.lengthened === 0) notices.done(words.doneMany(answer));
          return answer;
        },
        said: words.doneMany,
        revision: ({ revision }) => revision,
        undo: ({ undo, added, lengthened }) =>
          added + lengthened === 0 ? undefined : sentAgain((confirmed: boolean) => bannedAddresses.undo({ undo, confirmed }), 'NOT_FOUND'),
      });
      tell(result);
    };
    return { add, banAll };
  }, [client, changes, notices]);
}
