/** Plays a client that does not exist: what the server would do with it, and why, under the running settings and under others. */
import { Button, makeStyles, MessageBar, MessageBarBody, Spinner, tokens } from '@fluentui/react-components';
import { Play16Filled } from '@fluentui/react-icons/svg/play';
import { useMutation } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type SubmitEvent, useEffect, useEffectEvent, useState } from 'react';
import type { CheckAnswer } from '../../../shared/admin-api/security.ts';
import { settlingStep } from '../../../shared/decisions/why.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { problemsOf, sentence } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { StepTable } from '../messages/step-table.tsx';
import { AnswerView } from './answer-view.tsx';
import { ChangesEditor } from './changes-editor.tsx';
import { ClientFields } from './client-fields.tsx';
import { CompareTable } from './compare-table.tsx';
import { EntriesEditor } from './entries-editor.tsx';
import {
  type DraftEntry,
  documentOf,
  entryProblem,
  formProblems,
  rememberedForm,
  rememberForm,
  type SimulatorForm,
  type SimulatorSearch,
  toCheckRequest,
  triedEntries,
  withSearch,
} from './simulator-form.ts';

const words = texts.simulator;
/** Fields of the form at which a problem is shown. */
const FIELDS = new Set(['remoteAddress', 'helo', 'authName', 'from', 'to', 'message']);

const useStyles = makeStyles({
  root: { display: 'grid', gridTemplateColumns: 'clamp(300px, 34%, 400px) minmax(0, 1fr)', flex: 1, minHeight: 0 },
  form: {
    display: 'flex',
    flexDirection: 'column',
    minHeight: 0,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  fields: { flex: 1, minHeight: 0, overflow: 'auto', padding: '8px 12px', display: 'flex', flexDirection: 'column', rowGap: '10px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  foot: { flexShrink: 0, padding: '8px 12px', borderTop: `1px solid ${tokens.colorNeutralStroke2}`, display: 'flex', alignItems: 'center', columnGap: '10px' },
  play: { minWidth: 'max-content' },
  hint: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  result: { minHeight: 0, overflow: 'auto', padding: '12px', display: 'flex', flexDirection: 'column', rowGap: '12px' },
  sides: { display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: '12px' },
});

/** Something is typed, and it is no entry. */
function isWrong(entry: DraftEntry): boolean {
  return entry.text.trim() !== '' && entryProblem(entry) !== undefined;
}

/** Under the running settings, and under the tried ones where there are any. */
interface Played {
  readonly now: CheckAnswer;
  readonly tried: CheckAnswer | undefined;
}

export function SimulatorWindow() {
  const search = useSearch({ from: '/simulator' });
  // Another link is another client: one begins anew with it.
  return <Simulator key={JSON.stringify(search)} search={search} />;
}

function Simulator({ search }: { readonly search: SimulatorSearch }) {
  const styles = useStyles();
  const client = useAdminClient();
  const [remembered] = useState(() => rememberedForm(localStorage));
  const [form, setForm] = useState(() => withSearch(remembered, search));
  /** The form was played, or came from a link: it is meant to be complete. */
  const [complete, setComplete] = useState(form !== remembered);

  const play = useMutation({
    mutationFn: async (asked: SimulatorForm): Promise<Played> => {
      const request = toCheckRequest(asked);
      const entries = triedEntries(asked);
      const [now, tried] = await Promise.all([
        client.security.check(request),
        asked.changes.length + entries.length === 0 ? undefined : client.security.check({ ...request, settings: documentOf(asked.changes), entries }),
      ]);
      return { now, tried };
    },
  });
  const own = complete ? formProblems(form) : [];
  const told = play.error === null ? [] : problemsOf(play.error);
  const run = (): void => {
    setComplete(true);
    if (formProblems(form).length === 0 && !form.entries.some(isWrong)) play.mutate(form);
  };
  const change = (part: Partial<SimulatorForm>): void => {
    const next = { ...form, ...part };
    setForm(next);
    rememberForm(localStorage, next);
  };
  // A link brings a client that is complete: it is played at once.
  const follow = useEffectEvent(() => {
    if (form === remembered) return;
    rememberForm(localStorage, form);
    if (formProblems(form).length === 0) play.mutate(form);
  });
  useEffect(() => follow(), []);

  return (
    <div className={styles.root}>
      <form
        className={styles.form}
        noValidate
        aria-label={words.title}
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          run();
        }}
      >
        <div className={styles.fields}>
          <h1 className={styles.title}>{words.title}</h1>
          <ClientFields form={form} problems={[...own, ...told]} onChange={change} />
          <h2 className={styles.title}>{words.changes}</h2>
          <span className={styles.hint}>{words.changesHint}</span>
          <ChangesEditor changes={form.changes} onChange={(changes) => change({ changes })} />
          <EntriesEditor entries={form.entries} onChange={(entries) => change({ entries })} />
        </div>
        <div className={styles.foot}>
          <Button
            appearance="primary"
            size="small"
            type="submit"
            className={styles.play}
            disabledFocusable={play.isPending}
            icon={play.isPending ? <Spinner size="extra-tiny" aria-hidden /> : <Play16Filled />}
          >
            {words.play}
          </Button>
          <span className={styles.hint}>{words.nothingKept}</span>
        </div>
      </form>
      <div className={styles.result} role="region" aria-label={words.result}>
        {told
          .filter(({ field }) => !FIELDS.has(field.split('.')[0] ?? ''))
          .map((problem) => (
            <MessageBar key={`${problem.field} ${problem.message}`} intent="error" layout="multiline" role="alert">
              <MessageBarBody>{sentence(problem.field === '' ? problem.message : `${problem.field}: ${problem.message}`)}</MessageBarBody>
            </MessageBar>
          ))}
        {play.data === undefined ? <EmptyState title={words.empty.title} text={words.empty.text} /> : <Result played={play.data} />}
      </div>
    </div>
  );
}

function Result({ played: { now, tried } }: { readonly played: Played }) {
  const styles = useStyles();
  if (tried === undefined) {
    return (
      <>
        <AnswerView title={words.verdict} answer={now} />
        <StepTable steps={now.decision.steps} settled={settlingStep(now.decision)} />
      </>
    );
  }
  return (
    <>
      <div className={styles.sides}>
        <AnswerView title={words.now} answer={now} />
        <AnswerView title={words.tried} answer={tried} />
      </div>
      <CompareTable now={now.decision.steps} tried={tried.decision.steps} />
    </>
  );
}
