/**
 * The guided start: six steps from an empty server to mail in a mailbox. It is a help and no trap: each step can be skipped, left
 * and come back to, and which are done is read from the server itself.
 */
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircle16Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { Circle16Regular } from '@fluentui/react-icons/svg/circle';
import { useNavigate } from '@tanstack/react-router';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import type { Account } from '../../../shared/admin-api/directory.ts';
import type { Status } from '../../../shared/admin-api/server.ts';
import { windowTitle } from '../../../shared/words/shared-words.ts';
import { useDnsCheck } from '../../client/dns-check.ts';
import { useAccounts, useDomains, useFirstSteps, useStatus } from '../../client/queries.ts';
import { names, texts } from '../../texts.ts';
import { Loading } from '../../ui/loading.tsx';
import { AccountStep } from './account-step.tsx';
import { CertificateStep } from './certificate-step.tsx';
import { DnsStep } from './dns-step.tsx';
import { DomainStep } from './domain-step.tsx';
import { MessageStep } from './message-step.tsx';
import { PortsStep } from './ports-step.tsx';
import { STEPS, type Step, type StepProps, stepsDone } from './steps.ts';
import { useSeenSteps } from './seen-steps.ts';

const words = texts.firstRun;

const VIEWS: Readonly<Record<Step, ComponentType<StepProps>>> = {
  domain: DomainStep,
  account: AccountStep,
  ports: PortsStep,
  certificate: CertificateStep,
  dns: DnsStep,
  message: MessageStep,
};

const useStyles = makeStyles({
  bar: { display: 'flex', alignItems: 'center', columnGap: '8px', padding: '6px 8px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  title: { margin: '0 10px 0 0', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  quiet: { color: tokens.colorNeutralForeground2 },
  space: { flex: 1 },
  body: { display: 'grid', gridTemplateColumns: '200px minmax(0, 1fr)', gridTemplateRows: 'minmax(0, 1fr)', flex: 1, minHeight: 0 },
  nav: {
    overflow: 'auto',
    borderInlineEndWidth: '1px',
    borderInlineEndStyle: 'solid',
    borderInlineEndColor: tokens.colorNeutralStroke2,
  },
  steps: { margin: 0, padding: '8px 0', listStyleType: 'none' },
  step: {
    display: 'flex',
    alignItems: 'center',
    columnGap: '8px',
    width: '100%',
    height: '32px',
    padding: '0 12px',
    border: 'none',
    background: 'none',
    color: tokens.colorNeutralForeground1,
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, color: tokens.colorNeutralForeground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  current: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    // In high contrast the background of what is selected is bright, and only this colour can be read on it.
    color: tokens.colorNeutralForeground1Selected,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Selected, color: tokens.colorNeutralForeground1Selected },
    fontWeight: tokens.fontWeightSemibold,
    boxShadow: `inset 3px 0 0 ${tokens.colorBrandStroke1}`,
  },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  todo: { color: tokens.colorNeutralForeground3, flexShrink: 0 },
  content: { display: 'flex', flexDirection: 'column', minHeight: 0 },
  view: { flex: 1, minHeight: 0, overflow: 'auto', padding: '12px 16px' },
  heading: { margin: '0 0 6px', fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, outlineStyle: 'none' },
  buttons: { display: 'flex', columnGap: '8px', padding: '8px 16px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
});

export function FirstRunWindow() {
  const status = useStatus();
  const domains = useDomains();
  const accounts = useAccounts();
  const first = useFirstSteps();
  if (status.data === undefined || domains.data === undefined || accounts.data === undefined || first.data === undefined) {
    return <Loading error={status.error ?? domains.error ?? accounts.error ?? first.error} retry={() => void status.refetch()} />;
  }
  const names = domains.data.map(({ name }) => name);
  return <Steps status={status.data} domains={names} accounts={accounts.data} tested={first.data.testMessageAt !== null} />;
}

interface StepsProps {
  readonly status: Status;
  readonly domains: readonly string[];
  readonly accounts: readonly Account[];
  readonly tested: boolean;
}

function Steps({ status, domains, accounts, tested }: StepsProps) {
  const styles = useStyles();
  const navigate = useNavigate();
  const [seen, markSeen] = useSeenSteps();
  const settled = stepsDone({ status, dns: undefined, tested });
  // What was skipped is not asked for again and again.
  const [current, setCurrent] = useState<Step>(
    () => STEPS.find((step) => !settled.has(step) && !seen.has(step)) ?? STEPS.find((step) => !settled.has(step)) ?? 'message',
  );
  // The name servers are asked by whoever has come to that step: the name of the server is set by then.
  const dns = useDnsCheck(current === 'dns' || seen.has('dns') ? domains[0] : undefined).data?.verdict;
  const done = stepsDone({ status, dns, tested });
  const place = STEPS.indexOf(current);
  const heading = useRef<HTMLHeadingElement>(null);
  const started = useRef(false);
  useEffect(() => {
    // Whoever goes on by keyboard goes on there; nobody is torn from where he is when the window opens.
    if (started.current) heading.current?.focus();
    started.current = true;
  }, [current]);
  const go = (step: Step | undefined): void => {
    markSeen(current);
    if (step === undefined) void navigate({ to: '/' });
    else setCurrent(step);
  };
  const View = VIEWS[current];
  return (
    <>
      <div className={styles.bar}>
        <h1 className={styles.title}>{windowTitle(names, 'first-run')}</h1>
        <span className={styles.quiet}>{words.progress(done.size, STEPS.length)}</span>
        <span className={styles.space} />
        <Button size="small" onClick={() => void navigate({ to: '/' })}>
          {words.leave}
        </Button>
      </div>
      <div className={styles.body}>
        <nav aria-label={words.stepsLabel} className={styles.nav}>
          <ol className={styles.steps}>
            {STEPS.map((step) => (
              <li key={step}>
                <button
                  type="button"
                  className={mergeClasses(styles.step, step === current && styles.current)}
                  aria-current={step === current ? 'step' : undefined}
                  onClick={() => go(step)}
                >
                  <StepMark done={done.has(step)} />
                  {words.steps[step]}
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <section className={styles.content} aria-labelledby="first-run-step">
          <div className={styles.view}>
            <h2 id="first-run-step" ref={heading} tabIndex={-1} className={styles.heading}>
              {words.steps[current]}
            </h2>
            <View status={status} domains={domains} accounts={accounts} onDone={() => go(STEPS[place + 1])} />
          </div>
          <div className={styles.buttons}>
            <Button disabled={place === 0} onClick={() => go(STEPS[place - 1])}>
              {words.back}
            </Button>
            <Button appearance={done.has(current) ? 'primary' : 'secondary'} onClick={() => go(STEPS[place + 1])}>
              {place === STEPS.length - 1 ? words.finish : done.has(current) ? words.next : words.skip}
            </Button>
          </div>
        </section>
      </div>
    </>
  );
}

function StepMark({ done }: { readonly done: boolean }) {
  const styles = useStyles();
  return done ? (
    <CheckmarkCircle16Filled className={styles.good} role="img" aria-label={words.done} />
  ) : (
    <Circle16Regular className={styles.todo} role="img" aria-label={words.open} />
  );
}
