/** Closes the sessions of senders and disables them; what is held of them can go at once. */
import { Checkbox } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { OutboundSender } from '../../../shared/admin-api/outbound.ts';
import { problemsOf } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { addressOf } from './outbound-data.ts';

const words = texts.outbound.blocking;

export interface BlockDialogProps {
  readonly senders: readonly OutboundSender[];
  readonly block: (senders: readonly OutboundSender[], discard: boolean) => Promise<void>;
  readonly onClose: () => void;
}

export function BlockDialog({ senders, block, onClose }: BlockDialogProps) {
  const [discard, setDiscard] = useState(false);
  const run = useMutation({ mutationFn: () => block(senders, discard), onSuccess: onClose });
  const names = senders.flatMap(({ kind, sender, accounts }) => (kind === 'client' ? accounts : [sender]));
  const clients = senders.flatMap((sender) => addressOf(sender) ?? []);
  const held = senders.reduce((sum, sender) => sum + sender.held.length, 0);
  return (
    <FormDialog
      title={words.title(names.length, names[0] ?? '')}
      submitLabel={words.confirm}
      danger
      busy={run.isPending}
      problems={run.error === null ? [] : problemsOf(run.error)}
      onSubmit={() => run.mutate()}
      onClose={onClose}
    >
      <span>{words.text}</span>
      {clients.length > 0 && <span>{words.grants(clients.join(', '), names.join(', '))}</span>}
      {held > 0 && <Checkbox label={words.discard(held)} checked={discard} onChange={(_event, data) => setDiscard(data.checked === true)} />}
    </FormDialog>
  );
}
