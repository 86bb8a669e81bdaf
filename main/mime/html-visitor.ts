/** Who is told what HTML shows, while it is read (html-text.ts). */
export interface HtmlVisitor {
  /** A piece of text. White space is as in the source; blocks and `<br>` make a line feed, table cells a space. */
  text(text: string): void;
  /**
   * A line feed or space of a block or cell whose tag a browser passes over, or shows in the line: to it the text goes on. Other
   * readers break it. Whoever does not take these gets them with the text.
   */
  doubtfulBreak?(text: string): void;
  /** An override of direction begins or ends (bidi-controls.ts) that is in the markup, and not in the text. */
  control?(control: string): void;
  /** The value of an attribute that leads somewhere (href, src, action, background, …), references decoded. */
  url(url: string): void;
  /** A tag has been read; its URLs have been told before, and what blocks and cells make of the text as well. */
  tag?(name: string, closing: boolean): void;
  /** The value of an attribute that clients show as text (alt, title, …), references decoded. */
  words?(words: string): void;
  /** The text from here on is in an element that is not seen; or, if not, it is seen again. */
  hides?(hidden: boolean): void;
  /** From here on readers differ in what is a tag and what is text. @returns what is told of another reading, which goes on from here */
  otherReading?(): HtmlVisitor;
}
