/** What a list was narrowed to by a link or a click elsewhere; it goes with a click. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Dismiss12Regular } from '@fluentui/react-icons/svg/dismiss';

const useStyles = makeStyles({
  pin: { maxWidth: 'min(100%, 320px)', flexShrink: 0, fontWeight: tokens.fontWeightRegular, whiteSpace: 'nowrap' },
  value: { fontFamily: tokens.fontFamilyMonospace, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'pre' },
  named: { marginInlineStart: '5px' },
});

export interface PinButtonProps {
  /** What kind of thing the value is; undefined where that goes without saying. */
  readonly name?: string;
  readonly value: string;
  /** What the click does, in words. */
  readonly label: string;
  readonly onRemove: () => void;
}

export function PinButton({ name, value, label, onRemove }: PinButtonProps) {
  const styles = useStyles();
  return (
    <Button size="small" className={styles.pin} icon={<Dismiss12Regular />} iconPosition="after" aria-label={label} onClick={onRemove}>
      {name}
      <span className={name === undefined ? styles.value : `${styles.value} ${styles.named}`}>{value}</span>
    </Button>
  );
}
