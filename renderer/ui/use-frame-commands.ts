/** The commands that every window offers: going elsewhere, switches of the settings, appearance, language, help, and F10 for the menu bar. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import { LANGUAGES } from '../../shared/language.ts';
import { SWITCHES, type SwitchPath } from '../../shared/settings/switches.ts';
import { WINDOWS } from '../../shared/windows.ts';
import { useCarrier } from '../client/carrier-context.tsx';
import { useSettingsChanges } from '../client/settings-changes.tsx';
import { useTurnSwitch } from '../client/turn-switch.ts';
import { chooseLanguage } from '../language.ts';
import { useAppearance } from './appearance.tsx';
import { useCommand, useCommands } from './commands.ts';
import { useNavigationShown } from './navigation-shown.ts';

type FrameDialog = 'shortcuts' | 'about' | 'palette';

export function useFrameCommands(): { readonly shown: FrameDialog | undefined; readonly close: () => void } {
  const [shown, setShown] = useState<FrameDialog>();
  const navigate = useNavigate();
  const { signOut } = useCarrier();
  const { choose } = useAppearance();
  const [navigation, showNavigation] = useNavigationShown();

  useListedCommands();
  useCommand('new-domain', () => void navigate({ to: '/domains', search: { create: true } }));
  useCommand('new-account', () => void navigate({ to: '/accounts', search: { create: true } }));
  useCommand('import-accounts', () => void navigate({ to: '/accounts', search: { import: true } }));
  useCommand('new-alias', () => void navigate({ to: '/aliases', search: { create: true } }));
  useCommand('new-list', () => void navigate({ to: '/lists', search: { create: true } }));
  useCommand('new-dkim-key', () => void navigate({ to: '/dkim', search: { create: true } }));
  useCommand('command-palette', () => setShown('palette'));
  useCommand('toggle-navigation', () => showNavigation(!navigation));
  useCommand('appearance-system', () => choose('system'));
  useCommand('appearance-light', () => choose('light'));
  useCommand('appearance-dark', () => choose('dark'));
  useCommand('appearance-contrast', () => choose('contrast'));
  useCommand('show-shortcuts', () => setShown('shortcuts'));
  useCommand('show-about', () => setShown('about'));
  useCommand('undo', useSettingsChanges().undoLast);
  useCommand('sign-out', signOut === undefined ? undefined : () => void signOut());

  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'F10' || event.shiftKey || event.ctrlKey) return;
      document.querySelector<HTMLElement>('#menu-bar button')?.focus();
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);

  return { shown, close: () => setShown(undefined) };
}

/** Those that stand in lists: a window each, a switch each, a language each. */
function useListedCommands(): void {
  const commands = useCommands();
  const navigate = useNavigate();
  const turnSwitch = useTurnSwitch();
  const go = useEffectEvent((path: string) => void navigate({ to: path }));
  const turn = useEffectEvent((path: SwitchPath) => turnSwitch?.(path));
  useEffect(
    () =>
      endingAll([
        ...WINDOWS.map(({ id, path }) => commands.offer(`show:${id}`, () => go(path))),
        ...LANGUAGES.map((language) => commands.offer(`language:${language}`, () => chooseLanguage(language))),
      ]),
    [commands],
  );
  // Which way a switch turns is known once the settings are there.
  const canTurn = turnSwitch !== undefined;
  useEffect(() => {
    if (!canTurn) return undefined;
    const all = Object.values(SWITCHES).flat();
    return endingAll(all.map((path) => commands.offer(`switch:${path}`, () => turn(path))));
  }, [commands, canTurn]);
}

function endingAll(ends: readonly (() => void)[]): () => void {
  return () => {
    for (const end of ends) end();
  };
}
