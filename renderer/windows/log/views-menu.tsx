/** Views of the log that were saved: filter and grouping under a name. */
import { Button, Field, Input, Menu, MenuButton, MenuDivider, MenuItem, MenuList, MenuPopover, MenuTrigger, Tooltip } from '@fluentui/react-components';
import { Bookmark16Regular } from '@fluentui/react-icons/svg/bookmark';
import { Delete16Regular } from '@fluentui/react-icons/svg/delete';
import { useState } from 'react';
import { texts } from '../../texts.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useNotices } from '../../ui/notices.tsx';
import { type FilterForm, fromLogSearch, toLogSearch } from './log-filter.ts';
import { type LogView, removeView, savedViews, saveView, VIEW_NAME_LENGTH } from './log-views.ts';

export interface ViewsMenuProps {
  readonly form: FilterForm;
  readonly bySession: boolean;
  readonly onOpen: (form: FilterForm, bySession: boolean) => void;
}

export function ViewsMenu({ form, bySession, onOpen }: ViewsMenuProps) {
  const notices = useNotices();
  const [views, setViews] = useState(() => savedViews(localStorage));
  const [naming, setNaming] = useState<string>();
  const words = texts.log.views;
  const save = (name: string): void => {
    setViews(saveView(localStorage, { name, search: toLogSearch(form), bySession }));
    setNaming(undefined);
    notices.done(words.saved(name));
  };
  const remove = (view: LogView): void => {
    setViews(removeView(localStorage, view.name));
    notices.done(words.removed(view.name), () => setViews(saveView(localStorage, view)));
  };
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <MenuButton size="small" appearance="subtle" icon={<Bookmark16Regular />} aria-label={words.button} title={words.button} />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {views.length === 0 && <MenuItem disabled>{words.none}</MenuItem>}
            {views.map((view) => (
              <MenuItem key={view.name} onClick={() => onOpen(fromLogSearch(view.search), view.bySession)}>
                {view.name}
              </MenuItem>
            ))}
            <MenuDivider />
            <MenuItem onClick={() => setNaming('')}>{words.save}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {naming !== undefined && (
        <FormDialog
          title={words.saveTitle}
          submitLabel={words.saveButton}
          disabled={naming.trim() === ''}
          busy={false}
          onSubmit={() => save(naming.trim())}
          onClose={() => setNaming(undefined)}
        >
          <Field label={words.name} hint={words.hint} required>
            <Input value={naming} maxLength={VIEW_NAME_LENGTH} autoComplete="off" onChange={(_event, { value }) => setNaming(value)} />
          </Field>
          {views.map((view) => (
            <div key={view.name}>
              <Tooltip content={words.remove(view.name)} relationship="label">
                <Button size="small" appearance="subtle" icon={<Delete16Regular />} onClick={() => remove(view)} />
              </Tooltip>
              {view.name}
            </div>
          ))}
        </FormDialog>
      )}
    </>
  );
}
