/** Bans a client address, for a time that is chosen in a menu. A ban that could hurt asks first, and each can be undone. */
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, useRestoreFocusTarget } from '@fluentui/react-components';
import { useAdminClient } from '../client/carrier-context.tsx';
import { sentence } from '../client/problems.ts';
import { useSettingsChanges } from '../client/settings-changes.tsx';
import { texts } from '../texts.ts';
import { useNotices } from './notices.tsx';

const words = texts.overview.ban;
const HOUR_MS = 3_600_000;
const DURATIONS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, ever: undefined } as const;
type Duration = keyof typeof DURATIONS;
const CHOICES = Object.keys(DURATIONS) as Duration[];

export interface BanButtonProps {
  /** Undefined: nobody to ban is chosen. */
  readonly address: string | undefined;
  /** Kept with the ban. */
  readonly note?: string;
  /** Stands in a row of its own client, and not in a bar of commands. */
  readonly inRow?: boolean;
}

export function BanButton({ address, note = words.note, inRow = false }: BanButtonProps) {
  const restoreFocus = useRestoreFocusTarget();
  const ban = useBan(note);
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          size="small"
          appearance={inRow ? 'subtle' : 'secondary'}
          disabled={address === undefined}
          {...(inRow && address !== undefined ? { 'aria-label': words.of(address) } : {})}
          {...restoreFocus}
        >
          {words.button}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {CHOICES.map((duration) => (
            <MenuItem key={duration} onClick={() => address !== undefined && void ban(address, duration)}>
              {words.durations[duration]}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function useBan(note: string): (address: string, duration: Duration) => Promise<void> {
  const client = useAdminClient();
  const changes = useSettingsChanges();
  const notices = useNotices();
  return async (address, duration) => {
    const span = DURATIONS[duration];
    const expires = span === undefined ? null : new Date(Date.now() + span).toISOString();
    const result = await changes.run({
      send: (confirmed) => client.addresses.add({ list: 'banned', entry: { address, note, expires }, confirmed }),
      said: words.done(address),
      undo: () => () => client.addresses.remove({ list: 'banned', addresses: [address] }),
    });
    if (result.state === 'refused') notices.failed(new Error(result.problems.map(({ message }) => sentence(message)).join(' ')));
  };
}
