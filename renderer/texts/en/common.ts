/** What every window says. */
import type { WindowId } from '../../../shared/windows.ts';
import { formatNumber, plural, some } from '../plural.ts';

/** In the navigation, of windows whose title is too long for it; all of it is in the tooltip. */
const shortTitles: Readonly<Partial<Record<WindowId, string>>> = {};

/** Names in a sentence: the first few, and how many others there are. */
const someOf = (all: readonly string[]) => some(all, (count) => `${formatNumber(count)} more`);

export const common = {
  product: 'Gatepost',
  title: (window: string, hostname: string) => `${window} – ${hostname === '' ? 'Gatepost' : `${hostname} – Gatepost`}`,
  units: {
    bytes: (value: string) => `${value} B`,
    large: ['KB', 'MB', 'GB', 'TB'],
    days: 'd',
    hours: 'h',
    minutes: 'min',
    seconds: 's',
  },
  action: {
    cancel: 'Cancel',
    close: 'Close',
    chooseFile: 'Choose a file…',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'The browser does not allow copying',
    tryAgain: 'Try again',
    tryNow: 'Try now',
    undo: 'Undo',
    takeBack: 'Take back',
  },
  failure: {
    failed: (message: string) => `The server could not do that: ${message}`,
    notConnected: 'There is no connection to the server at the moment. Nothing was changed',
    cutOff: 'The connection was lost before the server answered. Check whether the change was made',
    loading: 'This could not be loaded.',
    notDone: 'That could not be done',
    undoneInPart: 'Taken back only in part',
    partlyUndone: (undone: readonly string[], left: string) => `${undone.length === 0 ? '' : `Taken back: ${someOf(undone)}. `}Not taken back: ${left}`,
    untried: (others: readonly string[]) => `Not tried: ${someOf(others)}.`,
  },
  changedElsewhere: {
    title: 'Changed elsewhere since this was opened',
    now: (label: string) => `${label}, now:`,
    on: 'on',
    off: 'off',
    empty: '(empty)',
    take: 'Take theirs',
    keep: 'Save mine all the same',
  },
  connection: {
    lost: 'Connection to the server lost.',
    trying: (seconds: number) => (seconds <= 0 ? 'Trying again…' : `Trying again in ${plural(seconds, 'second', 'seconds')}.`),
    ended: 'The server has ended this window’s connection. Open the window again.',
    connecting: 'Connecting to the server…',
  },
  frame: {
    menuBar: 'Menu bar',
    skip: 'Skip to content',
    windows: 'Windows',
    shortTitles,
    optionOn: 'on',
    optionIsOn: (title: string) => `${title} (on)`,
    listening: (open: number, all: number) => (open === all ? 'Running' : open === 0 ? 'All listeners are stopped' : `${open} of ${all} listeners running`),
    failed: (count: number) => `${plural(count, 'listener', 'listeners')} failed`,
    noListeners: 'No listeners',
    up: (time: string) => `up ${time}`,
  },
  table: {
    sortedUp: 'ascending',
    sortedDown: 'descending',
    search: 'Search',
    count: (count: number, one: string, many: string) => plural(count, one, many),
    countOf: (shown: number, all: number, one: string, many: string) => `${formatNumber(shown)} of ${plural(all, one, many)}`,
    noMatch: 'Nothing fits the search.',
    clearSearch: 'Show all',
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    groups: {
      anywhere: 'Anywhere',
      log: 'In the live log',
      tables: 'In tables',
    },
    keys: {
      menu: 'Go to the menu bar',
      panes: 'To the next part of the window, and back',
      rows: 'Go from row to row',
      ends: 'First or last row',
      logEnds: 'First row; the end, where the log follows again',
      pause: 'Pause or follow',
      details: 'Open the details of the row',
      closeDetails: 'Close the details; in the search, clear it',
      clearFilter: 'Clear the search',
      edit: 'Edit the row',
      remove: 'Remove the row',
      sort: 'Sort, on a column header',
    },
  },
  notFound: 'There is no window of this address.',
  about: {
    title: 'About Gatepost',
    text: 'A mail server that a person runs from a window.',
    version: 'Version',
    dataFolder: 'Data folder',
    licence: 'Licence',
    licenceText: 'MIT',
  },
};
