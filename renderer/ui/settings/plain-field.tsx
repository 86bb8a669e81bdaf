/** A setting with one control: shows what is in force, changes it at once, says what it did and what the default is. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { Declaration } from '../../../shared/settings/declarations.ts';
import { sentence } from '../../client/problems.ts';
import { settingAt, useSettingsValues } from '../../client/settings.ts';
import { type JsonValue, useSettingsChanges } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { FieldControl } from './field-control.tsx';
import { spokenLabel, wordsOf } from './field-words.ts';
import { SettingEffectLine } from './setting-effect.tsx';
import { SettingRow } from './setting-row.tsx';
import { shownValue } from './shown-value.ts';

const useStyles = makeStyles({
  standard: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: '6px',
    margin: '2px 0 0',
    color: tokens.colorNeutralForeground3,
    lineHeight: tokens.lineHeightBase200,
  },
  link: { fontSize: 'inherit' },
});

/** A change of one setting, and what the server said against it. */
function useSettingChange(declaration: Declaration): {
  readonly problem: string | undefined;
  readonly setProblem: (problem: string | undefined) => void;
  readonly save: (value: JsonValue) => Promise<boolean>;
} {
  const changes = useSettingsChanges();
  const [problem, setProblem] = useState<string>();
  const { path, field, secret } = declaration;
  const label = spokenLabel(path);
  const said = (value: JsonValue): string => {
    if (field.kind === 'switch') return value === true ? texts.settings.switchedOn(label) : texts.settings.switchedOff(label);
    return secret ? texts.settings.secretChanged(label) : texts.settings.changed(label, shownValue(path, value));
  };
  const save = async (value: JsonValue): Promise<boolean> => {
    setProblem(undefined);
    const result = await changes.change([{ path, value }], said(value));
    if (result.state === 'refused') setProblem(result.problems.map(({ message }) => sentence(message)).join(' '));
    return result.state !== 'refused';
  };
  return { problem, setProblem, save };
}

export function PlainField({ declaration, disabled }: { readonly declaration: Declaration; readonly disabled: boolean }) {
  const values = useSettingsValues().data;
  const { problem, setProblem, save } = useSettingChange(declaration);
  const { path, field } = declaration;
  const value = settingAt(values, path);
  const { label, help } = wordsOf(declaration);
  return (
    <SettingRow
      path={path}
      label={label}
      help={help}
      problem={problem}
      wide={field.kind === 'texts'}
      notes={
        <>
          <SettingEffectLine path={path} value={value} />
          <StandardLine declaration={declaration} value={value} onReset={(standard) => void save(standard)} />
        </>
      }
      renderControl={(ids) => <FieldControl {...ids} declaration={declaration} value={value} disabled={disabled} onCommit={save} onProblem={setProblem} />}
    />
  );
}

interface StandardLineProps {
  readonly declaration: Declaration;
  readonly value: unknown;
  readonly onReset: (standard: JsonValue) => void;
}

/** The default, where it is not what is in force, and a way back to it. */
function StandardLine({ declaration: { path, standard, schema, secret }, value, onReset }: StandardLineProps) {
  const styles = useStyles();
  // Nobody needs help to empty a field.
  const empty = standard === '' || (Array.isArray(standard) && standard.length === 0);
  if (secret || standard === undefined || empty || JSON.stringify(standard) === JSON.stringify(value)) return null;
  const shown = shownValue(path, standard);
  const reset = (): void => {
    const parsed = schema.safeParse(undefined);
    if (parsed.success) onReset(parsed.data as JsonValue);
  };
  return (
    <p className={styles.standard}>
      <span>{texts.settings.standard(shown)}</span>
      <Link as="button" inline className={styles.link} onClick={reset}>
        {texts.settings.backToStandard}
      </Link>
    </p>
  );
}
