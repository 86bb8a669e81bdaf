/** Kinds of files that are ZIP archives, by their types. */
import { fileNameReadings, fileType } from './file-name.ts';

/** ZIP archives and nothing else: what is called so and cannot be read as one is unreadable. */
export const ARCHIVE_TYPES: ReadonlySet<string> = new Set('.zip .zipx .jar .war .ear .apk .xpi .crx .nupkg .vsix .msix .appx'.split(' '));
/** ZIP archives as a rule. Office documents with a password are something else, under the same names. */
export const DOCUMENT_TYPES: ReadonlySet<string> = new Set(
  [
    // Office Open XML.
    '.docx .docm .dotx .dotm .xlsx .xlsm .xlsb .xltx .xltm .xlam .pptx .pptm .potx .potm .ppsx .ppsm .ppam .sldx .thmx',
    '.vsdx .vsdm .vstx .vstm .vssx .vssm .xps .oxps .pbix',
    // OpenDocument, and what came before it.
    '.odt .ods .odp .odg .odf .odb .odc .odi .odm .ott .ots .otp .otg .oth .sxw .sxc .sxi .sxd',
    // iWork, maps, books, models, pictures, notes.
    '.pages .numbers .key .kmz .epub .cbz .3mf .usdz .ora .kra .idml .xmind .mscz .ggb',
  ].flatMap((types) => types.split(' ')),
);

/** @param name raw */
export function isArchiveName(name: string): boolean {
  return fileNameReadings(name).some((reading) => ARCHIVE_TYPES.has(fileType(reading).toLowerCase()));
}
