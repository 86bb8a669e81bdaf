/** The looks of small tables that stand within a form and need no selection. */
import { makeStyles, tokens } from '@fluentui/react-components';

export const useTableStyles = makeStyles({
  table: { width: '100%', borderCollapse: 'collapse', fontSize: tokens.fontSizeBase200 },
  head: {
    height: '26px',
    textAlign: 'start',
    padding: '0 8px',
    color: tokens.colorNeutralForeground2,
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'nowrap',
  },
  row: { borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
  cell: { height: '28px', padding: '0 8px', textAlign: 'start', fontWeight: tokens.fontWeightRegular },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  number: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
});
