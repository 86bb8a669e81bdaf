/** Does what the button beside a concern says. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Fix } from '../../../shared/concerns.ts';
import { WINDOWS } from '../../../shared/windows.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { settingsKeys } from '../../client/settings.ts';
import { names, texts } from '../../texts.ts';
import { useCommands } from '../../ui/commands.ts';
import { useNotices } from '../../ui/notices.tsx';

export function useFix(askForPassword: () => void): (fix: Fix) => void {
  const client = useAdminClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const notices = useNotices();
  const commands = useCommands();
  const test = useMutation({ mutationFn: () => client.relayTest.run(), onError: (error) => notices.failed(error) });
  const set = async (path: string, value: boolean, undo: boolean): Promise<void> => {
    try {
      await client.settings.set({ path, value });
      await queries.invalidateQueries({ queryKey: settingsKeys.all });
      const label = names.field(path)?.label ?? path;
      notices.done(value ? texts.settings.switchedOn(label) : texts.settings.switchedOff(label), undo ? () => void set(path, !value, false) : undefined);
    } catch (error) {
      notices.failed(error);
    }
  };
  return (fix) => {
    switch (fix.do) {
      case 'set':
        void set(fix.path, fix.value, true);
        break;
      case 'show':
        void navigate({ to: WINDOWS.find(({ id }) => id === fix.window)?.path ?? '/', search: { field: fix.field, create: fix.create } });
        break;
      case 'command':
        commands.run(fix.command);
        break;
      case 'test-relaying':
        test.mutate();
        break;
      case 'set-console-password':
        askForPassword();
        break;
    }
  };
}
