/** What can be done about a message from its trace: ban its client, filter such messages, play it again, see its log. */
import { Button, makeStyles, Menu, MenuButton, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import type { Decision } from '../../../shared/decisions/verdicts.ts';
import { useAddressActions } from '../../client/address-actions.ts';
import { texts } from '../../texts.ts';
import { AddressMenu } from '../../ui/address-menu.tsx';
import { useOpenWindow } from '../../ui/open-window.ts';
import { simulatorSearchOf } from '../simulator/simulator-form.ts';

const words = texts.messages;

const useStyles = makeStyles({ root: { display: 'flex', flexWrap: 'wrap', gap: '6px' } });

export function TraceActions({ decision }: { readonly decision: Decision }) {
  const styles = useStyles();
  const open = useOpenWindow();
  const changeAddress = useAddressActions();
  const { traceId, sessionId, remoteAddress, content, reversePath } = decision;
  const unique = content?.subject ?? reversePath ?? '';
  return (
    <div className={styles.root} role="toolbar" aria-label={words.actions}>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <MenuButton size="small">{words.banClient}</MenuButton>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <AddressMenu address={remoteAddress} note={texts.log.address.noteMessage(traceId ?? sessionId)} onApply={changeAddress} />
          </MenuList>
        </MenuPopover>
      </Menu>
      {unique !== '' && (
        <Button size="small" onClick={() => open('/security/filters', { text: unique, ...(traceId === undefined ? {} : { trace: traceId }) })}>
          {words.addFilter}
        </Button>
      )}
      <Button size="small" onClick={() => open('/simulator', simulatorSearchOf(decision))}>
        {words.playAgain}
      </Button>
      <Button size="small" onClick={() => open('/log', { sessionId })}>
        {words.showInLog}
      </Button>
    </div>
  );
}
