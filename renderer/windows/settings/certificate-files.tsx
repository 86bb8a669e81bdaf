/** The certificate in force, and the two files of another one: they are changed together, since one without the other is of no use. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { useState } from 'react';
import * as z from 'zod';
import { sentence } from '../../client/problems.ts';
import { useStatus } from '../../client/queries.ts';
import { settingAt, useSettingsValues } from '../../client/settings.ts';
import { useSettingsChanges } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { childrenOf, type Draft, DraftFields, draftOf } from '../../ui/settings/draft-fields.tsx';
import { Fingerprint } from '../../ui/fingerprint.tsx';
import { useNow } from '../../ui/now.ts';
import { certificateText } from '../server/certificate-text.ts';

const useStyles = makeStyles({
  state: { display: 'flex', alignItems: 'center', columnGap: '6px', padding: '6px 8px' },
  fingerprint: { padding: '0 8px 6px' },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  warning: { color: tokens.colorStatusWarningForeground3, flexShrink: 0 },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '6px', padding: '8px' },
  problem: { margin: 0, padding: '0 8px', color: tokens.colorPaletteRedForeground1 },
});

const PATH = 'server.tls';
const words = texts.settings.server;
const FIELDS = childrenOf(PATH);
const filesSchema = z.object({ certificateFile: z.string().default(''), keyFile: z.string().default('') });

export function CertificateFiles() {
  const styles = useStyles();
  const changes = useSettingsChanges();
  const certificate = useStatus().data?.certificate;
  const now = useNow(60_000);
  const values = useSettingsValues().data;
  const inForce = filesSchema.parse(settingAt(values, PATH) ?? {});
  const [typed, setTyped] = useState<Draft>();
  const [problem, setProblem] = useState('');
  const draft = draftOf(FIELDS, typed ?? inForce);
  const put = async (next: Draft, said: string): Promise<void> => {
    setProblem('');
    const result = await changes.change(
      FIELDS.map(({ path }) => ({ path, value: next[path.slice(PATH.length + 1)] ?? '' })),
      said,
    );
    if (result.state === 'refused') setProblem(result.problems.map(({ message }) => sentence(message)).join(' '));
    else setTyped(undefined);
  };
  const state = certificate === undefined ? undefined : certificateText(certificate, now);
  const usesFiles = inForce.certificateFile !== '';
  return (
    <>
      {state !== undefined && (
        <div className={styles.state}>
          {state.concern === 'none' ? (
            <CheckmarkCircle16Filled className={styles.good} aria-hidden />
          ) : (
            <Warning16Filled className={styles.warning} aria-hidden />
          )}
          <span>{`${certificate?.subject ?? ''}: ${state.text}`}</span>
        </div>
      )}
      {certificate !== undefined && (
        <div className={styles.fingerprint}>
          <Fingerprint fingerprint={certificate.fingerprint} />
        </div>
      )}
      <DraftFields key={JSON.stringify(inForce)} fields={FIELDS} draft={draft} onDraft={setTyped} />
      <p className={styles.problem} role="alert">
        {problem}
      </p>
      <div className={styles.actions}>
        <Button
          size="small"
          disabled={typed === undefined || JSON.stringify(typed) === JSON.stringify(inForce)}
          onClick={() => void put(draft, words.certificateChanged)}
        >
          {words.useFiles}
        </Button>
        {usesFiles && (
          <Button size="small" onClick={() => void put({ certificateFile: '', keyFile: '' }, words.certificateChanged)}>
            {words.useSelfSigned}
          </Button>
        )}
      </div>
    </>
  );
}
