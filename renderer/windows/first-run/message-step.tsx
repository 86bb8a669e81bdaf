/** A test message into a mailbox: the end of the guided start is mail that has arrived. */
import { Button, Field, MessageBar, MessageBarBody, Select } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { problemsOf } from '../../client/problems.ts';
import { keys } from '../../client/queries.ts';
import { texts } from '../../texts.ts';
import { clientSettings } from '../accounts/client-settings.ts';
import { MailProgramSettings } from '../accounts/mail-program-dialog.tsx';
import { StepForm, useStepStyles } from './step-form.tsx';
import type { StepProps } from './steps.ts';

const words = texts.firstRun.message;

export function MessageStep({ status, accounts: all }: StepProps) {
  const styles = useStepStyles();
  const client = useAdminClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [chosen, choose] = useState<string>();
  // One that is disabled gets no mail.
  const accounts = all.filter(({ enabled }) => enabled);
  const account = accounts.find(({ address }) => address === chosen) ?? accounts[0];
  const send = useMutation({
    mutationFn: (address: string) => client.overview.sendTestMessage({ address, subject: words.subject, text: words.body(status.hostname) }),
    onSettled: () => Promise.all([keys.accounts, keys.firstSteps].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  if (account === undefined) return <p className={styles.text}>{all.length === 0 ? words.noAccount : words.allDisabled}</p>;
  return (
    <>
      <p className={styles.text}>{words.text}</p>
      <StepForm
        submitLabel={words.send}
        busy={send.isPending}
        problems={send.error === null ? [] : problemsOf(send.error)}
        onSubmit={() => send.mutate(account.address)}
      >
        <Field label={words.to}>
          <Select value={account.address} onChange={(_event, data) => choose(data.value)}>
            {accounts.map(({ address }) => (
              <option key={address} value={address}>
                {address}
              </option>
            ))}
          </Select>
        </Field>
      </StepForm>
      {send.data !== undefined && (
        <div className={styles.buttons} aria-live="polite">
          <MessageBar intent={send.data.arrived ? 'success' : send.data.accepted ? 'warning' : 'error'} layout="multiline">
            <MessageBarBody>
              {send.data.accepted ? words.accepted(send.data.reply) : words.refused(send.data.reply)}
              {send.data.accepted && !send.data.arrived && ` ${words.elsewhere}`}
            </MessageBarBody>
          </MessageBar>
          <Button size="small" onClick={() => void navigate({ to: '/log', search: { text: account.address } })}>
            {words.trace}
          </Button>
        </div>
      )}
      {send.data?.arrived === true && (
        <>
          <p className={styles.there}>{words.arrived(account.address, account.messages)}</p>
          <MailProgramSettings settings={clientSettings(status, account)} />
        </>
      )}
    </>
  );
}
