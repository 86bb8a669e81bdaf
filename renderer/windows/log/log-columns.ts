/** The columns of the live log, and how their cells look: shared by header and rows, so that both stand in line. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { texts } from '../../texts.ts';

export type LogColumn = keyof typeof texts.log.column;

/** Widths fit the longest usual value in 12 px figures of one width; address and account may take more where there is room. */
export const COLUMNS: readonly { readonly id: LogColumn; readonly width: string }[] = [
  { id: 'time', width: '104px' },
  { id: 'level', width: '86px' },
  { id: 'protocol', width: '92px' },
  { id: 'session', width: '100px' },
  { id: 'address', width: 'minmax(120px, 0.6fr)' },
  { id: 'account', width: 'minmax(96px, 2fr)' },
  { id: 'kind', width: '158px' },
  { id: 'text', width: 'minmax(230px, 5fr)' },
];
const TRACKS = COLUMNS.map((column) => column.width).join(' ');

/** The list itself, whatever stands beside it, is what the columns go by. */
export const LIST_CONTAINER = 'log-list';
/** In a window of 1000 px the text would begin where the list ends. The session goes then: it is in the details, and in the menu of a row. */
const NARROW = `@container ${LIST_CONTAINER} (max-width: 985px)`;
/** Of the level only the icon is left: the text of the event needs the room more. */
const NARROW_TRACKS = '100px 30px 92px minmax(108px, 0.6fr) minmax(74px, 1fr) 158px minmax(190px, 6fr)';
const SESSION = COLUMNS.findIndex(({ id }) => id === 'session') + 1;

export const useCellStyles = makeStyles({
  line: {
    display: 'grid',
    alignItems: 'center',
    minWidth: 'fit-content',
    gridTemplateColumns: TRACKS,
    boxSizing: 'border-box',
    paddingInlineStart: '4px',
    [NARROW]: { gridTemplateColumns: NARROW_TRACKS, [`& > :nth-child(${SESSION})`]: { display: 'none' } },
  },
  cell: { padding: '0 6px', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'pre' },
  /** Still read out where it is not seen. */
  levelWord: { [NARROW]: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' } },
  quiet: { color: tokens.colorNeutralForeground2 },
});
