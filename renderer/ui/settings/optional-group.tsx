/** A group of settings that may be absent as a whole, such as the smart host: none, or all of its fields. */
import { Button, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Declaration } from '../../../shared/settings/declarations.ts';
import { settingAt, useSettingsValues } from '../../client/settings.ts';
import { sentence } from '../../client/problems.ts';
import { type JsonValue, useSettingsChanges } from '../../client/settings-changes.tsx';
import { names, texts } from '../../texts.ts';
import { childrenOf, type Draft, DraftFields, draftOf } from './draft-fields.tsx';
import { PlainField } from './plain-field.tsx';
import { SettingRow } from './setting-row.tsx';

const useStyles = makeStyles({
  fields: { marginLeft: '8px', borderLeft: `2px solid ${tokens.colorNeutralStroke2}` },
  actions: { display: 'flex', columnGap: '6px', padding: '8px' },
});

export function OptionalGroup({ declaration, disabled }: { readonly declaration: Declaration; readonly disabled: boolean }) {
  const styles = useStyles();
  const changes = useSettingsChanges();
  const { path } = declaration;
  const value = settingAt(useSettingsValues().data, path);
  const [draft, setDraft] = useState<Draft>();
  const [problem, setProblem] = useState<string>();
  const fields = childrenOf(path);
  const { label, help } = names.field(path) ?? declaration;
  const isSet = value !== null && value !== undefined;
  // Whoever is shown one of its fields gets to see it, to be filled in with the others.
  const pointedAt = useSearch({ strict: false, select: ({ field }) => (field?.startsWith(`${path}.`) === true ? field : undefined) });
  const [followed, setFollowed] = useState<string>();
  if (pointedAt !== followed) {
    setFollowed(pointedAt);
    if (pointedAt !== undefined && !isSet) setDraft(draft ?? draftOf(fields, {}));
  }
  const put = async (next: JsonValue): Promise<void> => {
    setProblem(undefined);
    const result = await changes.change(
      [{ path, value: next }],
      texts.settings.changed(label, next === null ? texts.settings.value.none : texts.settings.group.set),
    );
    if (result.state === 'refused') setProblem(result.problems.map(({ message }) => sentence(message)).join(' '));
    else setDraft(undefined);
  };
  const choose = (choice: string): void => {
    if (choice === 'set' && !isSet) setDraft(draftOf(fields, {}));
    else if (choice === 'none' && isSet) void put(null);
    else setDraft(undefined);
  };
  return (
    <>
      <SettingRow
        path={path}
        label={label}
        help={help}
        problem={problem}
        renderControl={({ labelId, describedBy }) => (
          <RadioGroup
            layout="horizontal"
            aria-labelledby={labelId}
            aria-describedby={describedBy}
            disabled={disabled}
            value={isSet || draft !== undefined ? 'set' : 'none'}
            onChange={(_event, data) => choose(data.value)}
          >
            <Radio value="none" label={texts.settings.value.none} />
            <Radio value="set" label={texts.settings.group.use} />
          </RadioGroup>
        )}
      />
      {isSet && (
        <div className={styles.fields}>
          {fields.map((field) => (
            <PlainField key={field.path} declaration={field} disabled={disabled} />
          ))}
        </div>
      )}
      {!isSet && draft !== undefined && (
        <div className={styles.fields} role="group" aria-label={label}>
          <DraftFields fields={fields} draft={draft} onDraft={setDraft} />
          <div className={styles.actions}>
            <Button size="small" appearance="primary" disabled={!declaration.schema.safeParse(draft).success} onClick={() => void put(draft)}>
              {texts.settings.group.save(label)}
            </Button>
            <Button size="small" onClick={() => setDraft(undefined)}>
              {texts.action.cancel}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}
