/** How tables of rows look, whether one row or several can be selected in them. */
import { type GriffelStyle, makeStyles, tokens } from '@fluentui/react-components';

export const ROW_HEIGHT = 28;

/** A row that is selected, in every grid. */
export const SELECTED_ROW = {
  backgroundColor: tokens.colorNeutralBackground1Selected,
  // In high contrast the background of a selection is bright, and only this colour can be read on it.
  color: tokens.colorNeutralForeground1Selected,
  boxShadow: `inset 3px 0 0 ${tokens.colorBrandStroke1}`,
  ':hover': { backgroundColor: tokens.colorNeutralBackground1Selected, color: tokens.colorNeutralForeground1Selected },
  '@media (forced-colors: active)': { forcedColorAdjust: 'none', backgroundColor: 'Highlight', color: 'HighlightText' },
} as const satisfies GriffelStyle;

export const useGridStyles = makeStyles({
  scroller: {
    flex: 1,
    minHeight: 0,
    overflow: 'auto',
    outlineStyle: 'none',
    '&:focus-visible': { boxShadow: `inset 0 0 0 2px ${tokens.colorStrokeFocus2}` },
    '&:focus-visible [data-cursor="true"]': { outline: `1px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-1px' },
  },
  header: {
    display: 'grid',
    position: 'sticky',
    top: 0,
    zIndex: 1,
    minWidth: 'fit-content',
    height: '26px',
    alignItems: 'center',
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  body: { position: 'relative', minWidth: 'fit-content' },
  row: {
    display: 'grid',
    position: 'absolute',
    insetInline: 0,
    height: `${ROW_HEIGHT}px`,
    alignItems: 'center',
    fontSize: tokens.fontSizeBase200,
    cursor: 'default',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1Hover },
  },
  selected: SELECTED_ROW,
  cell: { padding: '0 8px', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  end: { textAlign: 'end', justifyContent: 'flex-end', fontVariantNumeric: 'tabular-nums' },
});
