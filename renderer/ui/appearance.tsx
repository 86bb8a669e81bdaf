/** Light, dark or high contrast: as the system has it, unless the View menu says otherwise. Styles carry the nonce of the page. */
import {
  createDOMRenderer,
  FluentProvider,
  RendererProvider,
  type Theme,
  teamsHighContrastTheme,
  webDarkTheme,
  webLightTheme,
} from '@fluentui/react-components';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import * as z from 'zod';

const appearanceSchema = z.enum(['system', 'light', 'dark', 'contrast']).catch('system');
export type Appearance = z.infer<typeof appearanceSchema>;

const STORAGE_KEY = 'gatepost.appearance';

/** The fonts of each system's own tools, and figures of one width in the log. */
const FONTS = {
  fontFamilyBase: "'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, 'Inter', 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: "'Cascadia Mono', Consolas, ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace",
};

const THEMES: Record<Exclude<Appearance, 'system'>, Theme> = {
  light: { ...webLightTheme, ...FONTS },
  dark: { ...webDarkTheme, ...FONTS },
  contrast: { ...teamsHighContrastTheme, ...FONTS },
};

function useMedia(query: string): boolean {
  const media = useMemo(() => window.matchMedia(query), [query]);
  return useSyncExternalStore(
    (listener) => {
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => media.matches,
  );
}

function rememberedAppearance(): Appearance {
  return appearanceSchema.parse(localStorage.getItem(STORAGE_KEY) ?? 'system');
}

const AppearanceContext = createContext<{ readonly appearance: Appearance; readonly choose: (appearance: Appearance) => void } | undefined>(undefined);

export function useAppearance(): { readonly appearance: Appearance; readonly choose: (appearance: Appearance) => void } {
  const context = useContext(AppearanceContext);
  if (context === undefined) throw new Error('shown outside of AppearanceProvider');
  return context;
}

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const styleRenderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

export function AppearanceProvider({ children }: { readonly children: ReactNode }) {
  const [appearance, setAppearance] = useState(rememberedAppearance);
  const dark = useMedia('(prefers-color-scheme: dark)');
  const contrast = useMedia('(prefers-contrast: more)');
  // With the system's own forced colours the browser paints; the light or dark theme below them stays out of its way.
  const forced = useMedia('(forced-colors: active)');
  const shown = appearance !== 'system' ? appearance : contrast && !forced ? 'contrast' : dark ? 'dark' : 'light';

  // What is chosen in one window is meant for all.
  useEffect(() => {
    const follow = ({ key }: StorageEvent): void => {
      if (key === STORAGE_KEY) setAppearance(rememberedAppearance());
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, []);

  const value = useMemo(
    () => ({
      appearance,
      choose: (chosen: Appearance) => {
        localStorage.setItem(STORAGE_KEY, chosen);
        setAppearance(chosen);
      },
    }),
    [appearance],
  );

  // Scroll bars and form controls of the browser follow the theme as well.
  document.documentElement.style.colorScheme = shown === 'light' ? 'light' : 'dark';

  return (
    <RendererProvider renderer={styleRenderer} targetDocument={document}>
      <FluentProvider theme={THEMES[shown]} style={{ height: '100%' }}>
        <AppearanceContext value={value}>{children}</AppearanceContext>
      </FluentProvider>
    </RendererProvider>
  );
}
