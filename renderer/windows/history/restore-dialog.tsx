/** Asks before an earlier revision is put into force again, and shows what that would change. */
import { useState } from 'react';
import type { Problem } from '../../../shared/admin-api/errors.ts';
import type { Revision } from '../../../shared/admin-api/settings.ts';
import { useSettingsChanges } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { formatDateTime } from '../../ui/format.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ChangeList } from './change-list.tsx';
import { restorePreview } from './revision-diff.ts';

const words = texts.history.restoring;

export interface RestoreDialogProps {
  /** Newest first. */
  readonly revisions: readonly Revision[];
  readonly revision: Revision;
  readonly onClose: () => void;
}

export function RestoreDialog({ revisions, revision: { revision, at }, onClose }: RestoreDialogProps) {
  const changes = useSettingsChanges();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const preview = restorePreview(revisions, revision);
  const restore = async (): Promise<void> => {
    setBusy(true);
    setProblems([]);
    const result = await changes.restore(revision, words.done(revision));
    setBusy(false);
    if (result.state === 'refused') setProblems(result.problems);
    if (result.state === 'done') onClose();
  };
  return (
    <FormDialog
      title={words.title(revision)}
      submitLabel={words.confirm}
      disabled={preview.length === 0}
      busy={busy}
      problems={problems}
      onSubmit={() => void restore()}
      onClose={onClose}
    >
      <span>{preview.length === 0 ? words.same : words.text(formatDateTime(at))}</span>
      <ChangeList changes={[...preview]} />
    </FormDialog>
  );
}
