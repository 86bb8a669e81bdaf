/** One of a few, in a form: all of them are seen at once, each with what it means. */
import { Field, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { type Control, type FieldPathByValue, type FieldValues, useController } from 'react-hook-form';

const useStyles = makeStyles({
  help: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  radio: { '& label': { paddingBlock: '4px' } },
});

export interface FormChoiceProps<Values extends FieldValues, Output> {
  readonly control: Control<Values, unknown, Output>;
  readonly name: FieldPathByValue<Values, string>;
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly help?: string }[];
  readonly horizontal?: boolean;
}

export function FormChoice<Values extends FieldValues, Output>({ control, name, label, choices, horizontal = false }: FormChoiceProps<Values, Output>) {
  const styles = useStyles();
  const {
    field: { value, onChange, ...field },
  } = useController({ control, name });
  return (
    <Field label={label}>
      <RadioGroup {...field} value={String(value)} layout={horizontal ? 'horizontal' : 'vertical'} onChange={(_event, data) => onChange(data.value)}>
        {choices.map((choice) => (
          <Radio
            key={choice.value}
            value={choice.value}
            className={styles.radio}
            label={
              choice.help === undefined ? (
                choice.label
              ) : (
                <span>
                  {choice.label} <span className={styles.help}>{`– ${choice.help}`}</span>
                </span>
              )
            }
          />
        ))}
      </RadioGroup>
    </Field>
  );
}
