/**
 * Shows the HTML of a held message. The server has written it anew of harmless elements (main/admin/safe-html.ts); here it stands
 * in a frame that has no scripts, no origin, no forms and no way out, under a policy of its own that lets nothing be loaded.
 */
import { makeStyles, useFluent } from '@fluentui/react-components';
import { useMemo } from 'react';
import { texts } from '../../texts.ts';

const useStyles = makeStyles({ frame: { width: '100%', height: '100%', border: 'none', backgroundColor: '#ffffff' } });

/** The nonce of the page: the frame has its policy as well, and no style without it. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const POLICY = `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
const STYLE = `
  body { margin: 8px 12px; color: #242424; background: #ffffff; font: 13px/1.45 'Segoe UI', system-ui, -apple-system, sans-serif; overflow-wrap: anywhere; }
  table { border-collapse: collapse; } td, th { padding: 2px 6px; border: 1px solid #d1d1d1; vertical-align: top; text-align: left; }
  code { color: #5c2e91; font-family: Consolas, ui-monospace, monospace; font-size: 12px; } pre { white-space: pre-wrap; }
  h1 { font-size: 18px; } h2 { font-size: 16px; } h3, h4, h5, h6 { font-size: 14px; }`;

export function MessageFrame({ html }: { readonly html: string }) {
  const styles = useStyles();
  const { dir } = useFluent();
  const page = useMemo(
    () =>
      `<!doctype html><html dir="${dir}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>-</title><style nonce="${nonce}">${STYLE}</style></head><body>${html}</body></html>`,
    [html, dir],
  );
  return <iframe className={styles.frame} title={texts.quarantine.preview.frame} sandbox="" referrerPolicy="no-referrer" srcDoc={page} />;
}
