/** Does what the button beside a concern says. */
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Fix } from '../../../shared/concerns.ts';
import type { SwitchPath } from '../../../shared/settings/switches.ts';
import { WINDOWS } from '../../../shared/windows.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { sentence } from '../../client/problems.ts';
import { useSettingsChanges } from '../../client/settings-changes.tsx';
import { names, texts } from '../../texts.ts';
import { useCommands } from '../../ui/commands.ts';
import { useNotices } from '../../ui/notices.tsx';

export function useFix(askForPassword: () => void): (fix: Fix) => void {
  const client = useAdminClient();
  const navigate = useNavigate();
  const notices = useNotices();
  const changes = useSettingsChanges();
  const commands = useCommands();
  const test = useMutation({ mutationFn: () => client.relayTest.run(), onError: (error) => notices.failed(error) });
  const set = async (path: SwitchPath, value: boolean): Promise<void> => {
    const label = names.field(path)?.label ?? path;
    const result = await changes.change([{ path, value }], value ? texts.settings.switchedOn(label) : texts.settings.switchedOff(label));
    // There is no field to show it at.
    if (result.state === 'refused') notices.failed(result.problems.map(({ message }) => sentence(message)).join(' '));
  };
  return (fix) => {
    switch (fix.do) {
      case 'set':
        void set(fix.path, fix.value);
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
