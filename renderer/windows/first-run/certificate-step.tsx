/** The certificate that there is, and the way to a real one. */
import { Button } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { texts } from '../../texts.ts';
import { useNow } from '../../ui/now.ts';
import { certificateText } from '../server/certificate-text.ts';
import { useStepStyles } from './step-form.tsx';
import type { StepProps } from './steps.ts';

const words = texts.firstRun.certificate;

export function CertificateStep({ status }: StepProps) {
  const styles = useStepStyles();
  const navigate = useNavigate();
  const now = useNow(60_000);
  return (
    <>
      <p className={styles.text}>{words.text}</p>
      <p className={styles.there}>
        <span className={styles.mono}>{status.certificate.subject}</span>
        {`: ${certificateText(status.certificate, now).text}`}
      </p>
      <Button onClick={() => void navigate({ to: '/settings/server', search: { field: 'server.tls.certificateFile' } })}>{words.action}</Button>
    </>
  );
}
