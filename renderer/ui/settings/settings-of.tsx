/**
 * All settings under a path, in sections made from the declarations: plain fields first, a section for each group, a table for each
 * list. A field that is declared tomorrow appears by itself.
 */
import { declaredField } from '../../../shared/settings/declarations.ts';
import { texts } from '../../texts.ts';
import { childrenOf } from './draft-fields.tsx';
import { EntryTable } from './entry-table.tsx';
import { wordsOf } from './field-words.ts';
import { fieldsUnder, SettingsSection } from './settings-section.tsx';

export interface SettingsOfProps {
  readonly path: string;
  /** The heading of the plain fields. */
  readonly title: string;
  readonly note?: string;
}

export function SettingsOf({ path, title, note }: SettingsOfProps) {
  const children = childrenOf(path);
  const groups = children.filter(({ field, nullable }) => field.kind === 'group' && !nullable);
  const lists = children.filter(({ field }) => field.kind === 'list');
  const plain = fieldsUnder(
    path,
    groups.map((group) => group.path),
  );
  return (
    <>
      <SettingsSection title={title} paths={plain} {...(note === undefined ? {} : { note })} />
      {groups.map((group) => (
        <SettingsSection key={group.path} title={titleOf(group.path)} paths={fieldsUnder(group.path)} />
      ))}
      {lists.map((list) => (
        <SettingsSection key={list.path} title={wordsOf(list).label} note={wordsOf(list).help} whole>
          <EntryTable path={list.path} words={texts.settings.entries} />
        </SettingsSection>
      ))}
    </>
  );
}

/** A group without a label of its own is called by its name. */
function titleOf(path: string): string {
  const declaration = declaredField(path);
  const label = declaration === undefined ? '' : wordsOf(declaration).label;
  const name = path.slice(path.lastIndexOf('.') + 1);
  return label === '' ? `${name.slice(0, 1).toLocaleUpperCase()}${name.slice(1)}` : label;
}
