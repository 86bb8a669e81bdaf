/** Ties this window to the native menu of the desktop: reports what it can do, and does what is chosen there. */
import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { desktopRequestSchema } from '../../shared/desktop-bridge.ts';
import { MENU_ITEMS } from '../../shared/menu.ts';
import { useConnection } from '../client/carrier-context.tsx';
import { desktop } from '../client/desktop.ts';
import { language } from '../language.ts';
import { useAppearance } from './appearance.tsx';
import { type Commands } from './commands.ts';

export function useDesktopMenu(commands: Commands): void {
  const { appearance } = useAppearance();
  const { history } = useRouter();
  const version = commands.version();
  const connection = useConnection();
  const generation = connection.state === 'open' ? connection.generation : undefined;

  useEffect(() => {
    const offered = MENU_ITEMS.map(({ command }) => command).filter((command) => commands.offers(command));
    // What stands in several menus is reported once.
    desktop?.report({ language, appearance, offered: [...new Set(offered)] });
    // The host forgets what a window has reported when that connects, and so once more when it connects anew.
  }, [commands, version, appearance, generation]);

  const carryOut = useEffectEvent((request: unknown) => {
    const parsed = desktopRequestSchema.safeParse(request).data;
    if (parsed === undefined) return;
    if ('go' in parsed) history.push(parsed.go);
    // As with the keyboard: a dialog is answered first.
    else if (document.querySelector('[aria-modal="true"]') === null) commands.run(parsed.command);
  });
  useEffect(() => desktop?.onRequest((request) => carryOut(request)), []);
}
