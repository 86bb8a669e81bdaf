/** How held messages are listed, wherever they are. */
import type { HeldMessage } from '../../../shared/admin-api/quarantine.ts';
import { texts } from '../../texts.ts';
import { formatBytes, formatDateTime } from '../../ui/format.ts';
import type { MultiListColumn } from '../../ui/use-multi-list.ts';

const words = texts.quarantine;

export const HELD_COLUMNS = {
  when: { id: 'when', label: words.column.when, width: '140px', cell: ({ receivedAt }) => formatDateTime(receivedAt), sortBy: ({ receivedAt }) => receivedAt },
  from: {
    id: 'from',
    label: words.column.from,
    width: 'minmax(130px, 3fr)',
    cell: ({ reversePath }) => (reversePath === '' ? words.blankSender : reversePath),
    sortBy: ({ reversePath }) => reversePath,
  },
  to: {
    id: 'to',
    label: words.column.to,
    width: 'minmax(120px, 3fr)',
    cell: ({ recipients: [first = ''], recipientCount }) => (recipientCount > 1 ? `${first} ${words.others(recipientCount - 1)}` : first),
    sortBy: ({ recipients: [first = ''] }) => first,
  },
  subject: {
    id: 'subject',
    label: words.column.subject,
    width: 'minmax(150px, 4fr)',
    narrow: 'minmax(120px, 3fr)',
    cell: ({ subject }) => (subject === '' ? words.noSubject : subject),
    sortBy: ({ subject }) => subject,
  },
  size: { id: 'size', label: words.column.size, width: '72px', align: 'end', spare: true, cell: ({ size }) => formatBytes(size), sortBy: ({ size }) => size },
} as const satisfies Record<string, MultiListColumn<HeldMessage>>;
