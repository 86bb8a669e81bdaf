/** Fields of something that is saved as a whole: a new group, an entry of a list. Made from the declarations as well. */
import { useState } from 'react';
import type { Declaration } from '../../../shared/settings/declarations.ts';
import type { JsonValue } from '../../client/settings-changes.tsx';
import { FieldControl } from './field-control.tsx';
import { SettingRow } from './setting-row.tsx';
import { wordsOf } from './field-words.ts';

export type Draft = Readonly<Record<string, JsonValue>>;

/** The last part of a path: the name of a field in its group or entry. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** What is to be edited, filled up with the defaults of the declarations. */
export function draftOf(fields: readonly Declaration[], given: Draft): Draft {
  return Object.fromEntries(fields.map((field) => [nameOf(field.path), given[nameOf(field.path)] ?? emptyOf(field)]));
}

function emptyOf({ schema, field, nullable }: Declaration): JsonValue {
  const standard = schema.safeParse(undefined);
  if (standard.success) return standard.data as JsonValue;
  switch (field.kind) {
    case 'switch':
      return false;
    case 'number':
      return nullable ? null : field.min;
    case 'choice':
      return field.choices[0] ?? '';
    case 'texts':
    case 'list':
      return [];
    case 'text':
      return '';
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
  return fields.map((field) => (
    <DraftField
      key={field.path}
      declaration={field}
      value={draft[nameOf(field.path)]}
      refused={problems[nameOf(field.path)]}
      onValue={(value) => onDraft({ ...draft, [nameOf(field.path)]: value })}
    />
  ));
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
