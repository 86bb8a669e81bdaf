/** Has the mail of an account answered by itself. */
import { makeStyles } from '@fluentui/react-components';
import * as z from 'zod';
import type { Vacation } from '../../../shared/admin-api/mail-services.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { useUndoableDirectory } from '../../client/directory-changes.ts';
import { texts } from '../../texts.ts';
import { ChangedElsewhere } from '../../ui/changed-elsewhere.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { fromLocalTime, localTime } from '../../ui/local-time.ts';
import { useEditForm } from '../../ui/use-edit-form.ts';
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

const timeText = (at: number | null): string => (at === null ? '' : localTime(at));

type Shown = Omit<Vacation, 'address'>;
const FRESH: Shown = { text: '', subject: '', startsAt: null, endsAt: null, days: USUAL_DAYS };

export function VacationDialog({ address, accounts, known, onClose }: ServiceDialogProps<Vacation>) {
  const styles = useStyles();
  const client = useAdminClient();
  const { change } = useUndoableDirectory();
  const form = useEditForm({
    opened: serviceOf(known, address),
    toValues: ({ text, subject, startsAt, endsAt, days }: Shown = FRESH) => ({
      address: address ?? '',
      text,
      subject,
      startsAt: timeText(startsAt),
      endsAt: timeText(endsAt),
      days: String(days),
    }),
    schema: vacationSchema(accounts),
    send: (values, { seen }) =>
      change({
        send: () => client.vacations.set({ ...values, opened: seen ?? null }),
        said: texts.forwarding.replies(values.address),
        undo: ({ before, ...after }) =>
          before === null ? () => client.vacations.remove({ address: after.address, opened: after }) : () => client.vacations.set({ ...before, opened: after }),
      }),
    look: async (values) => ({ now: serviceOf(await client.vacations.list(), values.address) }),
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
      <ChangedElsewhere
        elsewhere={form.elsewhere}
        gone={texts.forwarding.vacationGone(address ?? '')}
        labels={{ text: words.text, subject: words.subject, startsAt: words.from, endsAt: words.until, days: words.days }}
      />
    </FormDialog>
  );
}
