/** Bans client addresses, for a time that is chosen in a menu. A ban that could hurt asks first, and each can be undone. */
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, useRestoreFocusTarget } from '@fluentui/react-components';
import { useAddressBans } from '../client/address-bans.ts';
import { texts } from '../texts.ts';

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

/** For the window or panel that has the buttons: a row may go while it is asked whether its client is to be banned. */
export function useBan(): Ban {
  const bans = useAddressBans();
  return async (addresses, duration, note) => {
    const span = DURATIONS[duration];
    const expires = span === undefined ? null : new Date(Date.now() + span).toISOString();
    const entries = addresses.map((address) => ({ address, note, expires }));
    const [first, ...others] = entries;
    if (first === undefined) return;
    if (others.length > 0) await bans.banAll(entries);
    else await bans.add('banned', first, { done: words.done(first.address), lengthened: words.lengthened(first.address) });
  };
}
