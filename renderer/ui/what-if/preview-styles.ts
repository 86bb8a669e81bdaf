/** How the previews beside an entry look. */
import { makeStyles, tokens } from '@fluentui/react-components';

export const usePreviewStyles = makeStyles({
  headline: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold, lineHeight: tokens.lineHeightBase300 },
  head: { display: 'flex', alignItems: 'center', columnGap: '8px', minHeight: '24px' },
  parts: { margin: '2px 0 0' },
  quiet: { margin: '2px 0 0', color: tokens.colorNeutralForeground2 },
  warning: {
    display: 'flex',
    columnGap: '8px',
    margin: '8px 0 0',
    padding: '6px 8px',
    backgroundColor: tokens.colorStatusWarningBackground1,
    color: tokens.colorNeutralForeground1,
    borderLeft: `3px solid ${tokens.colorStatusWarningBorderActive}`,
  },
  warningIcon: { flexShrink: 0, color: tokens.colorStatusWarningForeground3 },
  proposals: { margin: '8px 0 0', padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', rowGap: '4px' },
  proposal: { display: 'flex', alignItems: 'center', columnGap: '8px' },
  proposalText: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere', minWidth: 0, flex: 1 },
  scroller: {
    flex: 1,
    minHeight: '60px',
    marginTop: '8px',
    overflow: 'auto',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  table: { width: '100%', borderCollapse: 'collapse', tableLayout: 'fixed' },
  th: {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    padding: '3px 6px',
    textAlign: 'start',
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  td: { padding: '3px 6px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', borderBottom: `1px solid ${tokens.colorNeutralStroke3}` },
  number: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
});
