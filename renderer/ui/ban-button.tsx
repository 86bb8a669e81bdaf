/** Bans a client address, for a time that is chosen in a menu; a ban that could hurt asks first, and each can be undone. */
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, useRestoreFocusTarget } from '@fluentui/react-components';
import { ORPCError } from '@orpc/client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useAdminClient } from '../client/carrier-context.tsx';
import { problemsOf } from '../client/problems.ts';
import { texts } from '../texts.ts';
import { FormDialog } from './form-dialog.tsx';
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
    <>
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
              <MenuItem key={duration} onClick={() => address !== undefined && ban.start({ address, duration, confirmed: false })}>
                {words.durations[duration]}
              </MenuItem>
            ))}
          </MenuList>
        </MenuPopover>
      </Menu>
      {ban.asking !== undefined && (
        <FormDialog
          title={words.risky(ban.asking.address)}
          submitLabel={words.confirm}
          danger
          busy={ban.busy}
          problems={ban.asking.risks}
          onSubmit={ban.confirm}
          onClose={ban.cancel}
        >
          {null}
        </FormDialog>
      )}
    </>
  );
}

interface Ban {
  readonly address: string;
  readonly duration: Duration;
  readonly confirmed: boolean;
}

interface Asking extends Ban {
  readonly risks: ReturnType<typeof problemsOf>;
}

function useBan(note: string) {
  const client = useAdminClient();
  const notices = useNotices();
  const [asking, setAsking] = useState<Asking>();
  const undo = async (address: string): Promise<void> => {
    try {
      await client.addresses.remove({ list: 'banned', addresses: [address] });
      notices.done(words.undone(address));
    } catch (error) {
      notices.failed(error);
    }
  };
  const add = useMutation({
    mutationFn: async ({ address, duration, confirmed }: Ban) => {
      const span = DURATIONS[duration];
      const expires = span === undefined ? null : new Date(Date.now() + span).toISOString();
      return await client.addresses.add({ list: 'banned', entry: { address, note, expires }, confirmed });
    },
    onSuccess: (_entry, { address }) => {
      setAsking(undefined);
      notices.done(words.done(address), () => void undo(address));
    },
    onError: (error, ban) => {
      if (error instanceof ORPCError && error.code === 'NEEDS_CONFIRMATION') setAsking({ ...ban, risks: problemsOf(error) });
      else {
        setAsking(undefined);
        notices.failed(error);
      }
    },
  });
  return {
    asking,
    busy: add.isPending,
    start: (ban: Ban) => add.mutate(ban),
    confirm: () => asking !== undefined && add.mutate({ address: asking.address, duration: asking.duration, confirmed: true }),
    cancel: () => setAsking(undefined),
  };
}
