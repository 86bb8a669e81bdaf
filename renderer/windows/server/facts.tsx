/** What this server is, and what it has done since the start. */
import { Link as FluentLink, makeStyles, tokens } from '@fluentui/react-components';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { counterSchema, type Counter, type Status } from '../../../shared/admin-api/server.ts';
import { useHosting } from '../../client/hosting.ts';
import { names, texts } from '../../texts.ts';
import { formatBytes, formatCount, formatDateTime } from '../../ui/format.ts';
import { useNow } from '../../ui/now.ts';
import { certificateText } from './certificate-text.ts';

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'minmax(0, 3fr) minmax(150px, 2fr)', columnGap: '14px', padding: '4px 10px' },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    alignContent: 'start',
    columnGap: '12px',
    rowGap: '3px',
    margin: 0,
    lineHeight: '17px',
  },
  counters: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) max-content', alignContent: 'start', columnGap: '10px', margin: 0, lineHeight: '15px' },
  name: { color: tokens.colorNeutralForeground2, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  value: { margin: 0, overflowWrap: 'anywhere' },
  number: { margin: 0, textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  link: { fontSize: 'inherit' },
  icon: { verticalAlign: '-3px', marginInlineEnd: '4px' },
  warning: { color: tokens.colorStatusWarningForeground3 },
  error: { color: tokens.colorStatusDangerForeground1 },
});

export function Facts({ status }: { readonly status: Status }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <ServerFacts status={status} />
      <dl className={styles.counters} aria-label={texts.server.counters}>
        {counterSchema.options.map((counter) => (
          <CounterRow key={counter} counter={counter} value={status.sinceStart[counter]} />
        ))}
      </dl>
    </div>
  );
}

function CounterRow({ counter, value }: { readonly counter: Counter; readonly value: number }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.name}>{names.counters[counter]}</dt>
      <dd className={styles.number}>{counter === 'bytesAccepted' ? formatBytes(value) : formatCount(value)}</dd>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>{children}</dd>
    </>
  );
}

function ServerFacts({ status }: { readonly status: Status }) {
  const styles = useStyles();
  const now = useNow(60_000);
  const certificate = certificateText(status.certificate, now);
  const words = texts.server;
  return (
    <dl className={styles.facts}>
      <Fact name={words.hostname}>{status.hostname}</Fact>
      <Fact name={words.running}>{formatDateTime(status.startedAt)}</Fact>
      <RunAs />
      <Fact name={words.certificate}>
        {certificate.concern === 'warning' && <Warning16Filled aria-hidden className={`${styles.icon} ${styles.warning}`} />}
        {certificate.concern === 'error' && <ErrorCircle16Filled aria-hidden className={`${styles.icon} ${styles.error}`} />}
        {certificate.text}
      </Fact>
      <Fact name={words.mailboxes}>
        <Mailboxes status={status} />
      </Fact>
      <Fact name={words.queued}>{words.queuedText(status.queued)}</Fact>
    </dl>
  );
}

/** What runs the server; the window behind it says more. */
function RunAs() {
  const styles = useStyles();
  const navigate = useNavigate();
  const hosting = useHosting();
  return (
    <Fact name={texts.hosting.runsAs}>
      {hosting.data !== undefined && (
        <FluentLink inline as="button" className={styles.link} onClick={() => void navigate({ to: '/service' })}>
          {texts.hosting.shortPlace[hosting.data.place]}
        </FluentLink>
      )}
    </Fact>
  );
}

/** How many there are, or the first step while there are none. */
function Mailboxes({ status }: { readonly status: Status }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const words = texts.server;
  if (status.domains === 0) {
    return (
      <>
        {words.noDomain}{' '}
        <FluentLink inline as="button" className={styles.link} onClick={() => void navigate({ to: '/domains', search: { create: true } })}>
          {words.addDomain}
        </FluentLink>
      </>
    );
  }
  if (status.accounts === 0) {
    return (
      <>
        {words.noAccount}{' '}
        <FluentLink inline as="button" className={styles.link} onClick={() => void navigate({ to: '/accounts', search: { create: true } })}>
          {words.addAccount}
        </FluentLink>
      </>
    );
  }
  return words.mailboxesText(status.accounts, status.domains);
}
