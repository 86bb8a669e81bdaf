/** Help: what this is, its version, and where it keeps its data. */
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useStatus } from '../client/queries.ts';
import { texts } from '../texts.ts';

const useStyles = makeStyles({
  surface: { maxWidth: '460px' },
  facts: { display: 'grid', gridTemplateColumns: 'max-content 1fr', columnGap: '16px', rowGap: '4px', margin: '12px 0 0' },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere', userSelect: 'text' },
});

export function AboutDialog({ onClose }: { readonly onClose: () => void }) {
  const styles = useStyles();
  const status = useStatus().data;
  return (
    <Dialog open onOpenChange={(_event, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle action={null}>{texts.about.title}</DialogTitle>
          <DialogContent>
            {texts.about.text}
            <dl className={styles.facts}>
              <dt className={styles.name}>{texts.about.version}</dt>
              <dd className={styles.value}>{status?.version}</dd>
              <dt className={styles.name}>{texts.about.dataFolder}</dt>
              <dd className={styles.value}>{status?.dataFolder}</dd>
              <dt className={styles.name}>{texts.about.licence}</dt>
              <dd className={styles.value}>{texts.about.licenceText}</dd>
            </dl>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {texts.action.close}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
