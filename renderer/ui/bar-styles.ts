/** How the bar above a list looks: title, commands, what is listed, and how much that is. */
import { makeStyles, tokens } from '@fluentui/react-components';

export const useBarStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px', flexShrink: 0, padding: '6px 8px' },
  title: { margin: '0 10px 0 0', whiteSpace: 'nowrap', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  space: { flex: 1 },
  count: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
});
