/** The look of the small tables in the overview's panels. */
import { makeStyles, tokens } from '@fluentui/react-components';

export const usePanelTableStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', tableLayout: 'fixed', fontSize: tokens.fontSizeBase200 },
  head: {
    height: '22px',
    padding: '0 6px',
    textAlign: 'start',
    color: tokens.colorNeutralForeground2,
    fontWeight: tokens.fontWeightSemibold,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  cell: {
    height: '25px',
    padding: '0 6px',
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  number: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  narrow: { width: '52px' },
  address: { width: '30%' },
  action: { width: '76px', textAlign: 'end', padding: '0 4px' },
  /** Two of them. */
  actions: { width: '148px', textAlign: 'end', padding: '0 4px' },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  // Underlined at all times: a colour alone would not tell a link.
  link: { display: 'block', maxWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis', fontSize: 'inherit', textAlign: 'start' },
  none: { margin: 0, padding: '8px 10px', color: tokens.colorNeutralForeground2 },
  quiet: { color: tokens.colorNeutralForeground3 },
});
