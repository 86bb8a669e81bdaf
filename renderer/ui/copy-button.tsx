/** Puts a text on the clipboard, and says that it did. */
import { Button, makeStyles, tokens, Tooltip } from '@fluentui/react-components';
import { Checkmark16Regular } from '@fluentui/react-icons/svg/checkmark';
import { Copy16Regular } from '@fluentui/react-icons/svg/copy';
import { ErrorCircle16Filled } from '@fluentui/react-icons/svg/error-circle';
import { useEffect, useState } from 'react';
import { texts } from '../texts.ts';

/** Milliseconds that the answer stands in place of the button's icon. */
const ANSWER_MS = 1500;

const useStyles = makeStyles({
  icon: { minWidth: '24px', width: '24px', height: '24px', padding: 0, color: tokens.colorNeutralForeground2 },
});

export interface CopyButtonProps {
  /** What the button does, in words. */
  readonly label: string;
  readonly text: string;
  /** Shown beside the icon. */
  readonly children?: string;
}

export function CopyButton({ label, text, children }: CopyButtonProps) {
  const styles = useStyles();
  const [answer, setAnswer] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (answer === undefined) return undefined;
    const timer = setTimeout(() => setAnswer(undefined), ANSWER_MS);
    return () => clearTimeout(timer);
  }, [answer]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setAnswer('copied'),
      // The browser refuses where the page is not trusted with the clipboard: the text can still be selected.
      () => setAnswer('failed'),
    );
  };
  const shown = answer === undefined ? label : answer === 'copied' ? texts.action.copied : texts.action.copyFailed;
  const icon = answer === undefined ? <Copy16Regular /> : answer === 'copied' ? <Checkmark16Regular /> : <ErrorCircle16Filled />;
  return (
    <Tooltip content={shown} relationship={children === undefined ? 'label' : 'description'} {...(answer === undefined ? {} : { visible: true })}>
      <Button appearance="subtle" size="small" icon={icon} className={children === undefined ? styles.icon : ''} onClick={copy}>
        {children}
      </Button>
    </Tooltip>
  );
}
