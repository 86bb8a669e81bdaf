/** The first domain, and the name by which other servers reach this one. */
import * as z from 'zod';
import { domainNameSchema } from '../../../shared/admin-api/directory.ts';
import { parseDomain } from '../../../shared/mail/address.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { texts } from '../../texts.ts';
import { FormField } from '../../ui/form-field.tsx';
import { useServerForm } from '../../ui/use-form.ts';
import { StepForm, useStepStyles } from './step-form.tsx';
import type { StepProps } from './steps.ts';

const words = texts.firstRun.domain;
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
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: { name: '', hostname: '' },
    schema,
    send: async ({ name, hostname }) => {
      await change({ send: () => client.domains.add({ name }), said: texts.domains.added(name), undo: () => () => client.domains.remove({ name }) });
      if (hostname === '') return;
      await change({
        send: (confirmed) => client.settings.change({ changes: [{ path: 'server.hostname', value: hostname }], confirmed }),
        said: texts.settings.changed(words.hostname, hostname),
        undo: ({ revision, changes }) => (changes.length === 0 ? undefined : (confirmed) => client.settings.undo({ revision, confirmed })),
      });
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
