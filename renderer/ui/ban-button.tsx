/** Bans client addresses, for a time that is chosen in a menu. A ban that could hurt asks first, and each can be undone. */
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, useRestoreFocusTarget } from '@fluentui/react-components';
import { LIST_FORMATS } from '../../shared/lists/list-formats.ts';
import { entryLine, headLine } from '../../shared/lists/write-entries.ts';
import { useAdminClient } from '../client/carrier-context.tsx';
import { sentence } from '../client/problems.ts';
import { type ChangeResult, useSettingsChanges } from '../client/settings-changes.tsx';
import { texts } from '../texts.ts';
import { useNotices } from './notices.tsx';

const words = texts.overview.ban;
const HOUR_MS = 3_600_000;
const DURATIONS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, ever: undefined } as const;
type Duration = keyof typeof DURATIONS;
const CHOICES = Object.keys(DURATIONS) as Duration[];

/** Bans addresses; the note is kept with the ban. */
export type Ban = (addresses: readonly string[], duration: Duration, note: string) => Promise<void>;

export interface BanButtonProps {
  readonly ban: Ban;
  /** Nobody to ban is chosen where it is empty. */
  readonly addresses: readonly string[];
  /** Kept with the ban. */
  readonly note?: string;
  /** Stands in a row of its own client, and not in a bar of commands. */
  readonly inRow?: boolean;
}

export function BanButton({ ban, addresses, note = words.note, inRow = false }: BanButtonProps) {
  const restoreFocus = useRestoreFocusTarget();
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          size="small"
          appearance={inRow ? 'subtle' : 'secondary'}
          disabled={addresses.length === 0}
          {...(inRow ? { 'aria-label': words.of(addresses.join(', ')) } : {})}
          {...restoreFocus}
        >
          {words.button}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {CHOICES.map((duration) => (
            <MenuItem key={duration} onClick={() => void ban(addresses, duration, note)}>
              {words.durations[duration]}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

const FORMAT = LIST_FORMATS['banned-addresses'];

/** For the window or panel that has the buttons: a row may go while it is asked whether its client is to be banned. */
export function useBan(): Ban {
  const client = useAdminClient();
  const changes = useSettingsChanges();
  const notices = useNotices();
  const banOne = (address: string, expires: string | null, note: string): Promise<ChangeResult> =>
    changes.run({
      send: (confirmed) => client.addresses.add({ list: 'banned', entry: { address, note, expires }, confirmed }),
      said: words.done(address),
      undo: () => () => client.addresses.remove({ list: 'banned', addresses: [address] }),
    });
  /** In one change, which is taken back as one. */
  const banAll = (addresses: readonly string[], expires: string | null, note: string): Promise<ChangeResult> => {
    const { bannedAddresses } = client.entries;
    const text = headLine(FORMAT, 'csv') + addresses.map((address) => entryLine({ address, note, expires }, FORMAT, 'csv')).join('');
    return changes.run({
      send: (confirmed) => bannedAddresses.import({ text, skipUnreadable: false, confirmed }),
      said: words.doneMany(addresses.length),
      undo:
        ({ undo }) =>
        () =>
          bannedAddresses.undo({ undo }),
    });
  };
  return async (addresses, duration, note) => {
    const span = DURATIONS[duration];
    const expires = span === undefined ? null : new Date(Date.now() + span).toISOString();
    const [first = '', ...others] = addresses;
    const result = others.length === 0 ? await banOne(first, expires, note) : await banAll(addresses, expires, note);
    if (result.state === 'refused') notices.failed(new Error(result.problems.map(({ message }) => sentence(message)).join(' ')));
  };
}
