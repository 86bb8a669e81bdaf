/** The live log: filter, rows, details and state. Part of the main window, and the whole of the log's own. */
import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, Spinner } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useAddressActions } from '../../client/address-actions.ts';
import { failureText } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { useCommand } from '../../ui/commands.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LogDetails } from './log-details.tsx';
import type { FeedView } from './log-feed.ts';
import { type FilterForm, isFiltered, NO_FILTER, toLogSearch } from './log-filter.ts';
import { LogList, type LogListEvents } from './log-list.tsx';
import { LogMenu, type MenuPlace } from './log-menu.tsx';
import { LogStatus } from './log-status.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import { eventOf, type ShownRow } from './session-groups.ts';
import { useLogCopy } from './use-log-copy.ts';
import { useLogFeed } from './use-log-feed.ts';
import { useSessionGroups } from './use-session-groups.ts';

/** Milliseconds without a key before the whole history is searched for what was typed. */
const TYPING_MS = 200;

const useStyles = makeStyles({
  root: { position: 'relative', display: 'flex', flexDirection: 'column', flex: 1, minHeight: 0 },
  wait: { flex: 1 },
});

interface Shown {
  readonly selected: ShownRow | undefined;
  readonly details: boolean;
}

export interface LogPaneProps {
  readonly initialFilter: FilterForm;
  /** The log has the window to itself. */
  readonly alone?: boolean;
  readonly onFilter?: (form: FilterForm) => void;
}

export function LogPane({ initialFilter, alone = false, onFilter }: LogPaneProps) {
  const styles = useStyles();
  const navigate = useNavigate();
  const { feed, view } = useLogFeed(initialFilter);
  const { form, log } = view;
  const [shown, setShown] = useState<Shown>({ selected: undefined, details: alone });
  const [menu, setMenu] = useState<MenuPlace>();
  const groups = useSessionGroups(log.rows);
  const { fold } = groups;
  const changeAddress = useAddressActions();
  const copy = useLogCopy();
  const searchRef = useRef<HTMLInputElement>(null);
  const list = useRef<{ focus: () => void }>(null);
  const firstForm = useRef(form);
  /** Paused by scrolling up, and by nothing else: scrolling back to the end follows again. */
  const scrolledAway = useRef(false);

  const events = useMemo<LogListEvents>(
    () => ({
      onLeaveEnd: () => {
        scrolledAway.current = true;
        feed.pause();
      },
      onReachEnd: () => {
        if (scrolledAway.current) feed.follow();
      },
      onNearTop: () => feed.readBack(),
      onSelect: (selected) => {
        // Whoever looks at a row wants it to stay.
        scrolledAway.current = false;
        feed.pause();
        setShown(({ details }) => ({ selected, details }));
      },
      onOpen: (selected) => {
        feed.pause();
        setShown({ selected, details: true });
      },
      onPin: (pin, value) => feed.filter({ [pin]: value }),
      onFold: fold,
      onMenu: (row, at) => {
        const event = eventOf(row);
        if (event !== undefined) setMenu({ event, at, selection: selectedText() });
      },
      onToggleFollowing: () => {
        scrolledAway.current = false;
        if (feed.view().log.following) feed.pause();
        else feed.follow();
      },
      onFollow: () => {
        setShown(({ details }) => ({ selected: undefined, details }));
        feed.follow();
      },
      onEscape: () => setShown(({ selected, details }) => (details ? { selected, details: false } : { selected: undefined, details })),
    }),
    [feed, fold],
  );
  const filter = (change: Partial<FilterForm>): void => feed.filter(change, change.text === undefined || change === NO_FILTER ? 0 : TYPING_MS);
  const toggleDetails = (): void => setShown(({ selected, details }) => ({ selected, details: !details }));
  const filtered = isFiltered(form);

  useCommand('find-in-log', () => searchRef.current?.select());
  useCommand('toggle-following', events.onToggleFollowing);
  useCommand('clear-log-filter', filtered ? () => filter(NO_FILTER) : undefined);
  useCommand('toggle-log-details', toggleDetails);
  useEffect(() => {
    onFilter?.(form);
    // The button that changed the filter may be gone with its row, and the keyboard's place with it.
    if (form !== firstForm.current && document.activeElement === document.body) list.current?.focus();
  }, [form, onFilter]);

  return (
    <section aria-label={texts.log.label} className={styles.root}>
      <LogToolbar
        form={form}
        following={log.following}
        detailsOpen={shown.details}
        alone={alone}
        searchRef={searchRef}
        onFilter={filter}
        bySession={groups.bySession}
        onBySession={groups.setBySession}
        onToggleFollowing={events.onToggleFollowing}
        onToggleDetails={toggleDetails}
        onToggleAlone={() => void (alone ? navigate({ to: '/' }) : navigate({ to: '/log', search: toLogSearch(form) }))}
        onEnterRows={() => list.current?.focus()}
      />
      <Problem view={view} onRetry={() => feed.reload()} />
      <LogList log={log} rows={groups.rows} selected={shown.selected?.key} events={events} handle={list} />
      {log.rows.length === 0 && <Nothing view={view} onClear={() => filter(NO_FILTER)} />}
      {shown.details && (
        <LogDetails
          event={eventOf(shown.selected)}
          onPin={events.onPin}
          onMenu={(event, at) => setMenu({ event, at, selection: selectedText() })}
          onClose={() => {
            toggleDetails();
            list.current?.focus();
          }}
        />
      )}
      {menu !== undefined && (
        <LogMenu
          {...menu}
          onCopyLine={copy.copyLine}
          onCopyReport={copy.copyReport}
          onClose={() => {
            setMenu(undefined);
            list.current?.focus();
          }}
          onPin={events.onPin}
          onSearch={(text) => filter({ text })}
          onAddress={changeAddress}
        />
      )}
      <LogStatus view={view} onFollow={events.onFollow} onReload={() => feed.reload()} />
    </section>
  );
}

/** Text that is selected anywhere in the window, as a person sees it. */
function selectedText(): string {
  return window.getSelection()?.toString().trim() ?? '';
}

function Problem({ view, onRetry }: { readonly view: FeedView; readonly onRetry: () => void }) {
  if (view.problem === undefined) return null;
  return (
    <MessageBar intent="error" role="alert">
      <MessageBarBody>{failureText(view.problem)}</MessageBarBody>
      <MessageBarActions>
        <Button size="small" onClick={onRetry}>
          {texts.action.tryAgain}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}

/** In place of the rows while there are none. */
function Nothing({ view: { activity, form, problem, log }, onClear }: { readonly view: FeedView; readonly onClear: () => void }) {
  const styles = useStyles();
  const words = texts.log;
  if (activity === 'loading') return <Spinner size="small" className={styles.wait} label={words.loading} />;
  if (activity === 'searching') return <Spinner size="small" className={styles.wait} label={words.searching} />;
  if (problem !== undefined) return <div className={styles.wait} />;
  const news = log.following ? words.noMatch.following : words.noMatch.paused;
  if (isFiltered(form)) return <EmptyState title={words.noMatch.title} text={`${words.noMatch.text} ${news}`} action={{ label: words.clear, run: onClear }} />;
  return <EmptyState title={words.empty.title} text={words.empty.text} />;
}
