/** The commands that every window offers: going elsewhere, appearance, help, and F10 for the menu bar. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useCarrier } from '../client/carrier-context.tsx';
import { useAppearance } from './appearance.tsx';
import { useCommand } from './commands.ts';

type FrameDialog = 'shortcuts' | 'about';

export function useFrameCommands(): { readonly shown: FrameDialog | undefined; readonly close: () => void } {
  const [shown, setShown] = useState<FrameDialog>();
  const navigate = useNavigate();
  const { signOut } = useCarrier();
  const { choose } = useAppearance();

  useCommand('show-server', () => void navigate({ to: '/' }));
  useCommand('show-log', () => void navigate({ to: '/log' }));
  useCommand('show-domains', () => void navigate({ to: '/domains' }));
  useCommand('show-accounts', () => void navigate({ to: '/accounts' }));
  useCommand('show-aliases', () => void navigate({ to: '/aliases' }));
  useCommand('new-domain', () => void navigate({ to: '/domains', search: { create: true } }));
  useCommand('new-account', () => void navigate({ to: '/accounts', search: { create: true } }));
  useCommand('new-alias', () => void navigate({ to: '/aliases', search: { create: true } }));
  useCommand('appearance-system', () => choose('system'));
  useCommand('appearance-light', () => choose('light'));
  useCommand('appearance-dark', () => choose('dark'));
  useCommand('appearance-contrast', () => choose('contrast'));
  useCommand('show-shortcuts', () => setShown('shortcuts'));
  useCommand('show-about', () => setShown('about'));
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
