/** Kinds of files that are ZIP archives, by their types. */

/** ZIP archives and nothing else: what is called so and cannot be read as one is unreadable. */
export const ARCHIVE_TYPES: ReadonlySet<string> = new Set('.zip .zipx .jar .war .ear .apk .xpi .crx .nupkg .vsix .msix .appx'.split(' '));
/** ZIP archives as a rule. Office documents with a password are something else, under the same names. */
export const DOCUMENT_TYPES: ReadonlySet<string> = new Set(
  '.docx .docm .dotx .dotm .xlsx .xlsm .xlsb .xltx .xltm .xlam .pptx .pptm .potx .potm .ppsx .ppsm .odt .ods .odp .epub'.split(' '),
);
