/** The page of the window that shows how far a long change is: made here, since there is no server to ask while the change goes on. */
import type { Language } from '../../shared/language.ts';
import { escapeMarkup } from '../admin/safe-html.ts';

/** How far it is, in words. */
export interface Progress {
  readonly language: Language;
  readonly title: string;
  /** From 0 to 1; undefined while nobody can say. */
  readonly fraction: number | undefined;
  readonly step: string;
  readonly note: string;
}

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 14px/20px "Segoe UI", system-ui, sans-serif; margin: 0; padding: 16px 20px; }
  h1 { font-size: 16px; line-height: 22px; font-weight: 600; margin: 0 0 12px; }
  progress { width: 100%; height: 16px; }
  p { margin: 8px 0 0; }
`;

/** @param nonce for the style, as in the page's content security policy */
export function progressPage({ language, title, fraction, step, note }: Progress, nonce: string): string {
  const value = fraction === undefined ? '' : ` value="${fraction.toFixed(3)}"`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${escapeMarkup(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
  <h1>${escapeMarkup(title)}</h1>
  <progress max="1"${value} aria-label="${escapeMarkup(title)}"></progress>
  <p role="status">${escapeMarkup(step)}</p>
  <p>${escapeMarkup(note)}</p>
</main>
</body>
</html>
`;
}
