/** The first domain, and the name by which other servers reach this one. */
import * as z from 'zod';
import { domainNameSchema } from '../../../shared/admin-api/directory.ts';
import { parseDomain } from '../../../shared/mail/address.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { sentence } from '../../client/problems.ts';
import { sentAgain } from '../../client/sent-again.ts';
import { useSettingsChanges } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { FormField } from '../../ui/form-field.tsx';
import { spokenLabel } from '../../ui/settings/field-words.ts';
import { useServerForm } from '../../ui/use-form.ts';
import { StepForm, useStepStyles } from './step-form.tsx';
import type { StepProps } from './steps.ts';

const words = texts.firstRun.domain;
const HOSTNAME = 'server.hostname';
const schema = z.object({
  name: domainNameSchema,
  hostname: z
    .string()
    .trim()
    .refine((name) => name === '' || parseDomain(name) !== undefined, 'must be a host name such as mail.example.com, or empty'),
});

export function DomainStep({ status, domains, onDone }: StepProps) {
  const styles = useStepStyles();
  const client = useAdminClient();
  const changes = useSettingsChanges();
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: { name: '', hostname: '' },
    schema,
    send: async ({ name, hostname }) => {
      await change({
        send: () => client.domains.add({ name }),
        said: texts.domains.added(name),
        undo: () => sentAgain(() => client.domains.remove({ name }), 'NOT_FOUND'),
      });
      if (hostname === '') return;
      const result = await changes.change([{ path: HOSTNAME, value: hostname }], texts.settings.changed(spokenLabel(HOSTNAME), hostname));
      if (result.state === 'refused') throw new Error(result.problems.map(({ message }) => sentence(message)).join(' '));
    },
    onDone,
  });
  return (
    <>
      <p className={styles.text}>{words.text}</p>
      {domains.length > 0 && <p className={styles.there}>{`${words.there(domains)} ${words.hostnameIs(status.hostname)}`}</p>}
      <StepForm submitLabel={words.submit} busy={form.busy} problems={form.otherProblems} onSubmit={form.submit}>
        <FormField control={form.control} name="name" label={words.name} hint={words.nameHint} required />
        <FormField control={form.control} name="hostname" label={words.hostname} hint={words.hostnameHint} />
      </StepForm>
    </>
  );
}
