/** Settings to try out beside the running ones: chosen by name, a switch being turned as it is chosen. Nothing is saved. */
import { Button, Combobox, makeStyles, Option, tokens, Tooltip } from '@fluentui/react-components';
import { Dismiss16Regular } from '@fluentui/react-icons/svg/dismiss';
import { useState } from 'react';
import * as z from 'zod';
import { DECLARATIONS, type Declaration, declaredField } from '../../../shared/settings/declarations.ts';
import { settingAt, type SettingsValues, useSettingsValues } from '../../client/settings.ts';
import { names, texts } from '../../texts.ts';
import { SettingValue } from './setting-value.tsx';
import type { SettingChange } from './simulator-form.ts';

const words = texts.simulator;
/** Names offered at a time. */
const OFFERED = 40;

/** What decides about messages, and can be entered in one field. */
const CHOICES: readonly Declaration[] = DECLARATIONS.filter(
  ({ path, secret, field }) =>
    !secret && !path.includes('[]') && /^(?:security|server\.limits)\./.test(path) && field.kind !== 'group' && field.kind !== 'list',
);

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', rowGap: '6px', minWidth: 0 },
  pick: { minWidth: 0 },
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column', rowGap: '4px' },
  change: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, auto) 24px', columnGap: '8px', alignItems: 'center', minHeight: '30px' },
  label: { overflowWrap: 'anywhere', fontSize: tokens.fontSizeBase200 },
  icon: { minWidth: '24px', width: '24px', height: '24px', padding: 0 },
});

function labelOf(path: string): string {
  return names.field(path)?.label ?? path;
}

/** The option that a setting belongs to: many settings are called alike. */
function placeOf(path: string): string {
  const [, part = ''] = path.split('.');
  return Object.entries(names.options).find(([id]) => id === part)?.[1].title ?? words.limits;
}

/** What a setting begins with here: a switch the other way round, the rest as it is. */
function startOf(declaration: Declaration, values: SettingsValues | undefined): SettingChange {
  const running = z.json().safeParse(settingAt(values, declaration.path) ?? declaration.standard ?? null);
  const value = running.data ?? null;
  return { path: declaration.path, value: declaration.field.kind === 'switch' ? value !== true : value };
}

export interface ChangesEditorProps {
  readonly changes: readonly SettingChange[];
  readonly onChange: (changes: SettingChange[]) => void;
}

export function ChangesEditor({ changes, onChange }: ChangesEditorProps) {
  const styles = useStyles();
  const values = useSettingsValues().data;
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLocaleLowerCase().split(/\s+/);
  const offered = CHOICES.filter(({ path }) => {
    const all = `${labelOf(path)} ${placeOf(path)} ${path}`.toLocaleLowerCase();
    return !changes.some((change) => change.path === path) && wanted.every((word) => all.includes(word));
  }).slice(0, OFFERED);
  const choose = (path: string | undefined): void => {
    const declaration = path === undefined ? undefined : declaredField(path);
    if (declaration === undefined) return;
    onChange([...changes, startOf(declaration, values)]);
    setTyped('');
  };
  return (
    <div className={styles.root}>
      <Combobox
        size="small"
        className={styles.pick}
        aria-label={words.addChange}
        placeholder={words.addChange}
        freeform
        value={typed}
        selectedOptions={[]}
        onChange={(event) => setTyped(event.target.value)}
        onOptionSelect={(_event, { optionValue }) => choose(optionValue)}
      >
        {offered.map(({ path }) => (
          <Option key={path} value={path} text={labelOf(path)}>
            {`${placeOf(path)}: ${labelOf(path)}`}
          </Option>
        ))}
      </Combobox>
      <ul className={styles.list} aria-label={words.changes}>
        {changes.map((change, place) => {
          const declaration = declaredField(change.path);
          if (declaration === undefined) return null;
          const label = labelOf(change.path);
          const put = (value: SettingChange['value']): void => onChange(changes.with(place, { path: change.path, value }));
          return (
            <li key={change.path} className={styles.change}>
              <span className={styles.label}>{`${placeOf(change.path)}: ${label}`}</span>
              <SettingValue declaration={declaration} label={label} value={change.value} onChange={put} />
              <Tooltip content={words.removeChange(label)} relationship="label">
                <Button
                  size="small"
                  appearance="subtle"
                  className={styles.icon}
                  icon={<Dismiss16Regular />}
                  onClick={() => onChange(changes.filter((other) => other !== change))}
                />
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
