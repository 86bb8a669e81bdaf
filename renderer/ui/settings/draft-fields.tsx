/** Fields of something that is saved as a whole: a new group, an entry of a list. Made from the declarations as well. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import * as z from 'zod';
import { type Declaration, DECLARATIONS } from '../../../shared/settings/declarations.ts';
import type { JsonValue } from '../../client/settings-changes.tsx';
import { texts } from '../../texts.ts';
import { FieldControl } from './field-control.tsx';
import { wordsOf } from './field-words.ts';
import { SettingRow } from './setting-row.tsx';
import { shownEntry } from './shown-value.ts';

const useStyles = makeStyles({ nested: { marginLeft: '8px', borderLeft: `2px solid ${tokens.colorNeutralStroke2}` } });

export type Draft = Readonly<Record<string, JsonValue>>;
const draftSchema = z.record(z.string(), z.json());

/** The fields right below a path; those of groups in it come with their group. */
export function childrenOf(path: string): readonly Declaration[] {
  return DECLARATIONS.filter((field) => field.path.startsWith(`${path}.`) && !/[.[]/.test(field.path.slice(path.length + 1)));
}

/** The last part of a path: the name of a field in its group or entry. */
export function nameOf({ path }: Declaration): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** What is to be edited, filled up with the defaults of the declarations. */
export function draftOf(fields: readonly Declaration[], given: Draft): Draft {
  return Object.fromEntries(fields.map((field) => [nameOf(field), given[nameOf(field)] ?? emptyOf(field)]));
}

/** What an entry is called in a sentence. */
export function nameOfEntry(draft: Draft): string {
  const [name] = Object.values(draft);
  return typeof name === 'string' && name !== '' ? name : shownEntry(draft);
}

/** Whether each field by itself is as it has to be; what several of them come to is for the server to judge. */
export function isComplete(fields: readonly Declaration[], draft: Draft): boolean {
  return fields.every((field) => field.schema.safeParse(draft[nameOf(field)]).success);
}

function emptyOf({ schema, field, nullable }: Declaration): JsonValue {
  const standard = z.json().safeParse(schema.safeParse(undefined).data);
  if (standard.success) return standard.data;
  switch (field.kind) {
    case 'switch':
      return false;
    case 'number':
      return nullable ? null : Math.max(field.min, 0);
    case 'choice':
      return field.choices[0] ?? '';
    case 'texts':
    case 'numbers':
    case 'list':
      return [];
    case 'text':
      return nullable ? null : '';
    case 'group':
      return null;
    default:
      return field satisfies never;
  }
}

export interface DraftFieldsProps {
  readonly fields: readonly Declaration[];
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** What the server said against it, by the name of the field. */
  readonly problems?: Readonly<Record<string, string>>;
}

export function DraftFields({ fields, draft, onDraft, problems = {} }: DraftFieldsProps) {
  return fields.map((field) => {
    const Field = field.field.kind === 'group' ? DraftGroup : DraftField;
    const name = nameOf(field);
    return (
      <Field key={field.path} declaration={field} value={draft[name]} refused={problems[name]} onValue={(value) => onDraft({ ...draft, [name]: value })} />
    );
  });
}

interface DraftFieldProps {
  readonly declaration: Declaration;
  readonly value: unknown;
  readonly refused: string | undefined;
  readonly onValue: (value: JsonValue) => void;
}

function DraftField({ declaration, value, refused, onValue }: DraftFieldProps) {
  const [problem, setProblem] = useState<string>();
  const { label, help } = wordsOf(declaration);
  return (
    <SettingRow
      path={declaration.path}
      label={label}
      help={help}
      problem={problem ?? refused}
      wide={declaration.field.kind === 'texts'}
      renderControl={(ids) => (
        <FieldControl
          {...ids}
          declaration={declaration}
          value={value}
          eager
          onProblem={setProblem}
          onCommit={(next) => {
            onValue(next);
            return Promise.resolve(true);
          }}
        />
      )}
    />
  );
}

/** A group that may be absent, within an entry. */
function DraftGroup({ declaration, value, refused, onValue }: DraftFieldProps) {
  const styles = useStyles();
  const { label, help } = wordsOf(declaration);
  const fields = childrenOf(declaration.path);
  const draft = draftSchema.safeParse(value).data;
  return (
    <>
      <SettingRow
        path={declaration.path}
        label={label}
        help={help}
        problem={refused}
        renderControl={({ labelId, describedBy }) => (
          <RadioGroup
            layout="horizontal"
            aria-labelledby={labelId}
            aria-describedby={describedBy}
            value={draft === undefined ? 'none' : 'set'}
            onChange={(_event, data) => onValue(data.value === 'set' ? { ...draftOf(fields, {}) } : null)}
          >
            <Radio value="none" label={texts.settings.value.none} />
            <Radio value="set" label={texts.settings.group.use} />
          </RadioGroup>
        )}
      />
      {draft !== undefined && (
        <div className={styles.nested} role="group" aria-label={label}>
          <DraftFields fields={fields} draft={draft} onDraft={(next) => onValue({ ...next })} />
        </div>
      )}
    </>
  );
}
