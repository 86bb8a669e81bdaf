/** Puts a key to use. It can be taken back as long as the key that signed before is there. */
import { useQueryClient } from '@tanstack/react-query';
import type { DkimKey } from '../../../shared/admin-api/dkim.ts';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { DNS_KEY } from '../../client/dns-check.ts';
import { risksIn } from '../../client/problems.ts';
import { texts } from '../../texts.ts';
import { useNotices } from '../../ui/notices.tsx';

export const DKIM_KEY = ['dkim'];

export interface DkimActions {
  sign(key: DkimKey): Promise<void>;
  /** Although its record is not in the DNS. @throws what the server said against it */
  signAnyway(key: DkimKey): Promise<void>;
  reload(): Promise<void>;
}

/** @param ask is called with a key whose record is not in the DNS */
export function useDkimActions(ask: (key: DkimKey) => void): DkimActions {
  const client = useAdminClient();
  const queries = useQueryClient();
  const notices = useNotices();
  const reload = async (): Promise<void> => {
    await Promise.all([DKIM_KEY, DNS_KEY].map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
  const put = async ({ domain, selector, algorithm }: DkimKey, confirmed: boolean): Promise<void> => {
    const before = (await client.dkim.list({ domain })).find((key) => key.state === 'active' && key.algorithm === algorithm);
    await client.dkim.use({ domain, selector, confirmed });
    const back = async (): Promise<void> => {
      if (before === undefined) return;
      await client.dkim.use({ domain, selector: before.selector, confirmed: true });
      notices.done(texts.dkim.signs(before.selector, domain));
      await reload();
    };
    notices.done(texts.dkim.signs(selector, domain), before === undefined ? undefined : () => void back().catch(notices.failed));
    await reload();
  };
  return {
    reload,
    sign: async (key) => {
      try {
        await put(key, false);
      } catch (error) {
        if (risksIn(error) === undefined) notices.failed(error);
        else ask(key);
      }
    },
    signAnyway: (key) => put(key, true),
  };
}
