/** The fingerprint of a certificate, to be compared with what a mail program shows, and to be copied. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { texts } from '../texts.ts';
import { CopyButton } from './copy-button.tsx';

const useStyles = makeStyles({
  root: { flexShrink: 0, display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: '6px', fontSize: tokens.fontSizeBase200 },
  name: { flexShrink: 0, color: tokens.colorNeutralForeground2 },
  value: { flexBasis: '100%', minWidth: 0, overflowWrap: 'anywhere', fontFamily: tokens.fontFamilyMonospace },
});

export function Fingerprint({ fingerprint }: { readonly fingerprint: string }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <span className={styles.name}>{texts.fingerprint.name}</span>
      <CopyButton label={texts.fingerprint.copy} text={fingerprint} />
      <span className={styles.value}>{fingerprint}</span>
    </div>
  );
}
