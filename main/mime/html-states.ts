/** Where the reading of HTML stands (html-text.ts), and whose it is. */
import type { HiddenElements } from './hidden-elements.ts';
import type { Escape } from './html-script.ts';
import type { HtmlTag } from './html-tag.ts';

/** What is being read: text, a tag (html-tag.ts), a comment, something like `<!doctype` that ends at `>`, or the content of an element that has only text. */
export type State =
  | { readonly in: 'text' }
  | { readonly in: 'tag'; readonly tag: HtmlTag }
  | { readonly in: 'comment-start' | 'comment' | 'bogus' | 'instruction' | 'cdata' | 'not-for-outlook' }
  | { readonly in: 'dropped'; readonly element: 'style' | 'noscript' }
  | { readonly in: 'script'; readonly escape: Escape }
  | { readonly in: 'raw'; readonly element: string };

/** Whose reading it is: that of a simple reader, of a browser in which no script runs, of one in which they do, or of Outlook. */
export type Reader = 'simple' | 'browser' | 'scripting' | 'outlook';

/** What begins where readers differ: whose reading, its state, and the foreign element around it. */
export interface OtherStart {
  readonly reader: Reader;
  /** Those whose readings have begun, in any of them. */
  readonly begun: Set<Reader>;
  readonly state: State;
  readonly foreign: string;
  readonly hiddenElements: HiddenElements;
}

export type Tag = Pick<HtmlTag, 'name' | 'closing' | 'hides' | 'inline' | 'overrides' | 'selfClosing'>;
