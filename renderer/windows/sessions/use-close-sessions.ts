/** Closes sessions, and says how many there were. */
import { useMutation } from '@tanstack/react-query';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { texts } from '../../texts.ts';
import { useNotices } from '../../ui/notices.tsx';

export function useCloseSessions() {
  const client = useAdminClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => await client.sessions.close({ ids: [...ids] }),
    onSuccess: ({ closed }) => notices.done(texts.sessions.closed(closed)),
    onError: (error) => notices.failed(error),
  });
}
