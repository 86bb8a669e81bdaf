/** What can be done with queued messages: each says what came of it, and what can be taken back offers that. */
import { useQueryClient } from '@tanstack/react-query';
import type { QueueSelection } from '../../../shared/admin-api/queue.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { texts } from '../../texts.ts';
import { useNotices } from '../../ui/notices.tsx';
import { QUEUE_KEY } from './queue-data.ts';

const words = texts.queue.done;

export interface QueueActions {
  retry(selection: QueueSelection): Promise<void>;
  hold(selection: QueueSelection, note: string): Promise<void>;
  release(selection: QueueSelection): Promise<void>;
  reroute(selection: QueueSelection, route: string | null): Promise<void>;
  remove(selection: QueueSelection, report: 'bounce' | 'silent'): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export function useQueueActions(): QueueActions {
  const { queue } = useAdminClient();
  const queries = useQueryClient();
  const notices = useNotices();
  const reload = async (): Promise<void> => await queries.invalidateQueries({ queryKey: QUEUE_KEY });

  const retry = async (selection: QueueSelection): Promise<void> => {
    notices.done(words.retry((await queue.retry({ selection })).recipients));
    await reload();
  };
  const hold = async (selection: QueueSelection, note: string): Promise<void> => {
    const { recipients } = await queue.hold({ selection, note });
    notices.done(words.hold(recipients), () => void release(selection).catch(notices.failed));
    await reload();
  };
  const release = async (selection: QueueSelection): Promise<void> => {
    notices.done(words.release((await queue.release({ selection })).recipients));
    await reload();
  };
  const reroute = async (selection: QueueSelection, route: string | null): Promise<void> => {
    notices.done(words.reroute((await queue.reroute({ selection, route })).recipients));
    await reload();
  };
  const remove = async (selection: QueueSelection, report: 'bounce' | 'silent'): Promise<void> => {
    const { recipients, reported, underWay } = await queue.remove({ selection, report });
    notices.done([words.remove(recipients, reported), ...(underWay === 0 ? [] : [words.underWay(underWay)])].join('; '));
    await reload();
  };
  const pause = async (): Promise<void> => {
    await queue.pause();
    notices.done(words.pause, () => void resume().catch(notices.failed));
    await reload();
  };
  const resume = async (): Promise<void> => {
    await queue.resume();
    notices.done(words.resume);
    await reload();
  };
  return { retry, hold, release, reroute, remove, pause, resume };
}
