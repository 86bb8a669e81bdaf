/** One setting by its path, made from its declaration: windows name the path, and the declaration says the rest. */
import { declaredField } from '../../../shared/settings/declarations.ts';
import { OptionalGroup } from './optional-group.tsx';
import { PlainField } from './plain-field.tsx';

export interface SettingFieldProps {
  readonly path: string;
  readonly disabled?: boolean;
}

export function SettingField({ path, disabled = false }: SettingFieldProps) {
  const declaration = declaredField(path);
  if (declaration === undefined || declaration.field.kind === 'list') return null;
  if (declaration.field.kind === 'group') return declaration.nullable ? <OptionalGroup declaration={declaration} disabled={disabled} /> : null;
  return <PlainField declaration={declaration} disabled={disabled} />;
}
