/** Writes what the filter lets through, all of the history, into a file. */
import { Button, Menu, MenuButton, MenuItem, MenuList, MenuPopover, MenuTrigger, Spinner } from '@fluentui/react-components';
import { ArrowDownload16Regular } from '@fluentui/react-icons/svg/arrow-download';
import { useEffect, useRef, useState } from 'react';
import { useAdminClient } from '../../client/carrier-context.tsx';
import { texts } from '../../texts.ts';
import { useNotices } from '../../ui/notices.tsx';
import { EXPORT_FORMATS, type ExportFormat } from './export-formats.ts';
import { exportLog, exportName } from './log-export.ts';
import { type FilterForm, toLogFilter } from './log-filter.ts';

/** Until the browser has begun to fetch the file from memory. */
const KEPT_MS = 60_000;

function offer(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

export function ExportMenu({ form }: { readonly form: FilterForm }) {
  const client = useAdminClient();
  const notices = useNotices();
  const run = useRef<AbortController>(null);
  const [count, setCount] = useState<number>();
  const words = texts.log.exports;
  useEffect(() => () => run.current?.abort(), []);

  const start = async (format: ExportFormat): Promise<void> => {
    const controller = new AbortController();
    run.current = controller;
    setCount(0);
    const now = Date.now();
    try {
      const done = await exportLog(client.log, toLogFilter(form, now), format, { signal: controller.signal, onPage: setCount });
      offer(done.file, exportName(format, now));
      notices.done(words.done(done.count));
    } catch (error) {
      if (!controller.signal.aborted) notices.failed(error);
    }
    setCount(undefined);
  };

  if (count !== undefined) {
    return (
      <Button size="small" appearance="subtle" icon={<Spinner size="extra-tiny" aria-hidden />} title={words.stop} onClick={() => run.current?.abort()}>
        {words.working(count)}
      </Button>
    );
  }
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <MenuButton size="small" appearance="subtle" icon={<ArrowDownload16Regular />} aria-label={words.button} title={words.button} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {EXPORT_FORMATS.map((format) => (
            <MenuItem key={format} onClick={() => void start(format)}>
              {words.formats[format]}
            </MenuItem>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
