/** The title of a window that has no room for one, for those who find their way by headings. */
import { makeStyles } from '@fluentui/react-components';

const useStyles = makeStyles({
  heading: { position: 'absolute', width: '1px', height: '1px', margin: 0, overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' },
});

export function HiddenHeading({ title }: { readonly title: string }) {
  const styles = useStyles();
  return <h1 className={styles.heading}>{title}</h1>;
}
