/** What can be done about a line of the log, or about the text that is selected in it: each is one click. */
import { Menu, MenuDivider, MenuItem, MenuList, MenuPopover, type PositioningShorthand } from '@fluentui/react-components';
import { Copy16Regular } from '@fluentui/react-icons/svg/copy';
import { DocumentSearch16Regular } from '@fluentui/react-icons/svg/document-search';
import { Filter16Regular } from '@fluentui/react-icons/svg/filter';
import { Search16Regular } from '@fluentui/react-icons/svg/search';
import { TextBulletListTree16Regular } from '@fluentui/react-icons/svg/text-bullet-list-tree';
import { useMemo } from 'react';
import type { LogEvent } from '../../../shared/events.ts';
import type { AddressChange } from '../../client/address-changes.ts';
import { texts } from '../../texts.ts';
import { AddressMenu } from '../../ui/address-menu.tsx';
import { useOpenWindow } from '../../ui/open-window.ts';
import { subjectsOf, wholeLine } from './line-subjects.ts';
import type { Pin } from './log-filter.ts';

/** A line, where the menu is to open, and what is selected in it. */
export interface MenuPlace {
  readonly event: LogEvent;
  readonly at: DOMRect;
  readonly selection: string;
}

export interface LogMenuProps extends MenuPlace {
  readonly onClose: () => void;
  readonly onPin: (pin: Pin, value: string) => void;
  readonly onSearch: (text: string) => void;
  readonly onAddress: (change: AddressChange) => void;
  readonly onCopyLine: (event: LogEvent) => void;
  readonly onCopyReport: (sessionId: string, event: LogEvent) => void;
}

/** Characters of a text that are shown in an entry. */
const SHOWN = 40;

function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}

export function LogMenu(props: LogMenuProps) {
  const { event, at, selection, onClose, onPin, onSearch, onAddress, onCopyLine, onCopyReport } = props;
  const open = useOpenWindow();
  const words = texts.log.menu;
  const { sessionId, traceId } = event;
  const { address, sender, text } = subjectsOf(event, selection);
  const line = selection === '' ? wholeLine(event, text) : '';
  const note = sessionId === undefined ? texts.log.address.noteLog : texts.log.address.noteSession(sessionId);
  // The same from one drawing to the next: the menu stays where it opened and still, while lines arrive ten times a second.
  // Where neither above nor below the line is room for all of it, it covers the line; in a window that is lower than that, it scrolls.
  const positioning = useMemo<PositioningShorthand>(
    () => ({ target: { getBoundingClientRect: () => at }, position: 'below', align: 'start', shiftToCoverTarget: true, autoSize: 'height' }),
    [at],
  );
  const isSmtp = event.protocol !== 'pop3' && event.protocol !== 'pop3s';
  return (
    <Menu open onOpenChange={(_event, data) => !data.open && onClose()} positioning={positioning}>
      <MenuPopover>
        <MenuList aria-label={words.label}>
          {address !== undefined && <AddressMenu address={address} note={note} onApply={onAddress} />}
          {text !== '' && (
            <MenuItem icon={<Filter16Regular />} onClick={() => open('/security/filters', { text })}>
              {words.addFilter(shortened(text))}
            </MenuItem>
          )}
          {line !== '' && (
            <MenuItem icon={<Filter16Regular />} onClick={() => open('/security/filters', { text: line })}>
              {words.addFilterLine}
            </MenuItem>
          )}
          {selection !== '' && (
            <MenuItem icon={<Search16Regular />} onClick={() => onSearch(selection)}>
              {words.search(shortened(selection))}
            </MenuItem>
          )}
          {(address !== undefined || text !== '' || selection !== '') && <MenuDivider />}
          {sessionId !== undefined && (
            <MenuItem icon={<TextBulletListTree16Regular />} onClick={() => onPin('sessionId', sessionId)}>
              {words.session}
            </MenuItem>
          )}
          {traceId !== undefined && (
            <MenuItem icon={<Filter16Regular />} onClick={() => onPin('traceId', traceId)}>
              {words.message}
            </MenuItem>
          )}
          {(traceId !== undefined || (sessionId !== undefined && isSmtp)) && (
            <MenuItem
              icon={<DocumentSearch16Regular />}
              onClick={() => open(traceId === undefined ? `/messages/session/${sessionId ?? ''}` : `/messages/${traceId}`)}
            >
              {words.trace}
            </MenuItem>
          )}
          {address !== undefined && (
            <MenuItem icon={<Search16Regular />} onClick={() => onPin('remoteAddress', address)}>
              {words.fromAddress(address)}
            </MenuItem>
          )}
          {sender !== undefined && (
            <MenuItem icon={<Search16Regular />} onClick={() => open('/messages', { sender })}>
              {words.fromSender(shortened(sender))}
            </MenuItem>
          )}
          {(sessionId ?? traceId ?? address ?? sender) !== undefined && <MenuDivider />}
          <MenuItem icon={<Copy16Regular />} onClick={() => onCopyLine(event)}>
            {words.copyLine}
          </MenuItem>
          {sessionId !== undefined && isSmtp && (
            <MenuItem icon={<Copy16Regular />} onClick={() => onCopyReport(sessionId, event)}>
              {words.copyForPostmaster}
            </MenuItem>
          )}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
