/** The outgoing queue: messages on their way to other servers, or the servers they go to. */
import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, Select, Tab, TabList, tokens } from '@fluentui/react-components';
import { useDeferredValue, useState } from 'react';
import type { QueueFilter } from '../../../shared/admin-api/queue.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { names, texts } from '../../texts.ts';
import { ListWindow } from '../../ui/list-window.tsx';
import { PinButton } from '../../ui/pin-button.tsx';
import { useNotices } from '../../ui/notices.tsx';
import { type MultiSelection, NO_SELECTION, onlyKey, selectedCount } from '../../ui/multi-selection.ts';
import { DestinationsTable } from './destinations-table.tsx';
import { MessagesTable } from './messages-table.tsx';
import { useQueueActions } from './queue-actions.ts';
import { selectionOf, useDestinations, useQueuePages, useQueueSummary } from './queue-data.ts';
import { HoldDialog, RemoveDialog, RerouteDialog } from './queue-dialogs.tsx';

const words = texts.queue;

const useStyles = makeStyles({
  tabs: { flexShrink: 0, padding: '0 2px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  select: { minWidth: '110px', flexShrink: 1 },
});

/** As the filter of the admin API writes the sender of reports. */
const NULL_SENDER = '<>';

type View = 'messages' | 'destinations';
type Dialog = 'hold' | 'reroute' | 'remove';

export function QueueWindow() {
  const styles = useStyles();
  const notices = useNotices();
  const actions = useQueueActions();
  const summary = useQueueSummary();
  const [view, setView] = useState<View>('messages');
  const [search, setSearch] = useState('');
  const [state, setState] = useState<QueueFilter['state']>();
  const [destination, setDestination] = useState<string>();
  const [sender, setSender] = useState<string>();
  const [order, setOrder] = useState<'newest' | 'oldest'>('newest');
  const [selection, setSelection] = useState<MultiSelection>(NO_SELECTION);
  const [dialog, setDialog] = useState<Dialog>();

  const text = useDeferredValue(search.trim());
  const filter: QueueFilter = {
    ...(text === '' ? {} : { text }),
    ...(state === undefined ? {} : { state }),
    ...(destination === undefined ? {} : { destination }),
    ...(sender === undefined ? {} : { sender }),
  };
  const filtered = Object.keys(filter).length > 0;
  const pages = useQueuePages(filter, order);
  const destinations = useDestinations(text);
  const messages = pages.data?.messages ?? [];
  const chosen = view === 'messages' ? selectionOf(selection, filter, messages) : undefined;
  const only = view === 'messages' ? messages.find(({ id }) => String(id) === onlyKey(selection)) : undefined;
  const count = selectedCount(selection, pages.data?.count ?? 0);
  const showDestination = (name: string): void => {
    setDestination(name);
    setSearch('');
    setView('messages');
    setSelection(NO_SELECTION);
  };
  const showSender = (address: string): void => {
    setSender(address === '' ? NULL_SENDER : address);
    setSelection(NO_SELECTION);
  };
  const attempt = (action: Promise<void>): void => void action.catch(notices.failed);
  const close = (): void => setDialog(undefined);

  return (
    <>
      {summary?.paused === true && (
        <MessageBar intent="warning">
          <MessageBarBody>
            <MessageBarTitle>{words.paused.title}</MessageBarTitle>
            {words.paused.text}
          </MessageBarBody>
          <MessageBarActions>
            <Button size="small" onClick={() => attempt(actions.resume())}>
              {words.resume}
            </Button>
          </MessageBarActions>
        </MessageBar>
      )}
      <ListWindow
        title={windowTitle(names, 'queue')}
        search={search}
        onSearch={setSearch}
        count={view === 'messages' ? texts.table.count(pages.data?.count ?? 0, words.one, words.many) : ''}
        commands={[
          { label: words.retry, run: chosen && (() => attempt(actions.retry(chosen))) },
          { label: words.hold, run: chosen && (() => setDialog('hold')) },
          { label: words.release, run: chosen && (() => attempt(actions.release(chosen))) },
          { label: words.reroute, run: chosen && (() => setDialog('reroute')) },
          { label: words.remove, run: chosen && (() => setDialog('remove')) },
          { label: words.onlySender, run: only && (() => showSender(only.sender)) },
          ...(summary?.paused === true ? [] : [{ label: words.pause, run: () => attempt(actions.pause()) }]),
        ]}
        filter={
          view === 'messages' && (
            <>
              {sender !== undefined && (
                <PinButton
                  name={words.column.sender}
                  value={sender === NULL_SENDER ? words.report : sender}
                  label={words.removeSender(sender === NULL_SENDER ? words.report : sender)}
                  onRemove={() => setSender(undefined)}
                />
              )}
              {destination !== undefined && (
                <PinButton value={destination} label={words.removeDestination(destination)} onRemove={() => setDestination(undefined)} />
              )}
              <Select
                size="small"
                className={styles.select}
                aria-label={words.state}
                value={state ?? ''}
                onChange={(_event, data) => setState(data.value === 'waiting' || data.value === 'held' ? data.value : undefined)}
              >
                <option value="">{words.states.all}</option>
                <option value="waiting">{words.states.waiting}</option>
                <option value="held">{words.states.held}</option>
              </Select>
            </>
          )
        }
      >
        <TabList
          size="small"
          className={styles.tabs}
          aria-label={words.viewsLabel}
          selectedValue={view}
          onTabSelect={(_event, data) => setView(data.value === 'destinations' ? 'destinations' : 'messages')}
        >
          <Tab value="messages">{words.views.messages}</Tab>
          <Tab value="destinations">{words.views.destinations}</Tab>
        </TabList>
        {view === 'messages' ? (
          <MessagesTable
            pages={pages}
            filtered={filtered}
            order={order}
            onOrder={setOrder}
            selection={selection}
            onSelect={setSelection}
            onRemove={() => chosen !== undefined && setDialog('remove')}
          />
        ) : (
          <DestinationsTable destinations={destinations} searched={text !== ''} onOpen={showDestination} />
        )}
      </ListWindow>
      {dialog === 'hold' && chosen !== undefined && <HoldDialog count={count} onClose={close} hold={(note) => actions.hold(chosen, note)} />}
      {dialog === 'reroute' && chosen !== undefined && <RerouteDialog count={count} onClose={close} reroute={(route) => actions.reroute(chosen, route)} />}
      {dialog === 'remove' && chosen !== undefined && <RemoveDialog count={count} onClose={close} remove={(report) => actions.remove(chosen, report)} />}
    </>
  );
}
