/** Has the mail of an account answered by itself. */
import { makeStyles } from '@fluentui/react-components';
import * as z from 'zod';
import type { Vacation } from '../../../shared/admin-api/mail-services.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { fromLocalTime, localTime } from '../../ui/local-time.ts';
import { useServerForm } from '../../ui/use-form.ts';
import { accountSchema, type ServiceDialogProps, serviceOf } from './service-dialog.ts';

const words = texts.forwarding.vacationForm;
/** As the admin API has them. */
const TEXT_LENGTH = 10_000;
const SUBJECT_LENGTH = 200;
const MOST_DAYS = 365;
const USUAL_DAYS = 7;

const useStyles = makeStyles({ times: { display: 'grid', gridTemplateColumns: '1fr 1fr', columnGap: '10px', alignItems: 'start' } });

const timeSchema = z.string().transform(fromLocalTime);
const daysSchema = z
  .string()
  .trim()
  .refine((text) => /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_DAYS, words.daysWrong)
  .transform(Number);

function vacationSchema(accounts: readonly string[]) {
  return z
    .object({
      address: accountSchema(accounts),
      text: z.string().trim().min(1, words.textNone).max(TEXT_LENGTH, words.textLong(TEXT_LENGTH)),
      subject: z.string().trim().max(SUBJECT_LENGTH, words.textLong(SUBJECT_LENGTH)),
      startsAt: timeSchema,
      endsAt: timeSchema,
      days: daysSchema,
    })
    .refine(({ startsAt, endsAt }) => startsAt === null || endsAt === null || startsAt < endsAt, { path: ['endsAt'], message: words.untilWrong });
}

const timeText = (at: number | null | undefined): string => (at === null || at === undefined ? '' : localTime(at));

export function VacationDialog({ address, accounts, known, onClose }: ServiceDialogProps<Vacation>) {
  const styles = useStyles();
  const client = useAdminClient();
  const now = serviceOf(known, address);
  const { change } = useUndoableDirectory();
  const form = useServerForm({
    initial: {
      address: address ?? '',
      text: now?.text ?? '',
      subject: now?.subject ?? '',
      startsAt: timeText(now?.startsAt),
      endsAt: timeText(now?.endsAt),
      days: String(now?.days ?? USUAL_DAYS),
    },
    schema: vacationSchema(accounts),
    send: async (values) => {
      const before = serviceOf(known, values.address);
      await change({
        send: () => client.vacations.set(values),
        said: texts.forwarding.replies(values.address),
        undo: () => () => (before === undefined ? client.vacations.remove({ address: values.address }) : client.vacations.set(before)),
      });
    },
    onDone: onClose,
  });
  const { control } = form;
  return (
    <FormDialog
      title={words.title(address ?? '')}
      submitLabel={words.save}
      busy={form.busy}
      problems={form.otherProblems}
      onSubmit={form.submit}
      onClose={onClose}
    >
      {address === undefined && (
        <FormField control={control} name="address" label={texts.forwarding.account} hint={texts.forwarding.accountHint} required suggestions={accounts} />
      )}
      <FormField control={control} name="text" label={words.text} hint={words.textHint} required lines={5} />
      <FormField control={control} name="subject" label={words.subject} hint={words.subjectHint} />
      <div className={styles.times}>
        <FormField control={control} name="startsAt" label={words.from} type="datetime-local" />
        <FormField control={control} name="endsAt" label={words.until} hint={words.timesHint} type="datetime-local" />
      </div>
      <FormField control={control} name="days" label={words.days} />
    </FormDialog>
  );
}
