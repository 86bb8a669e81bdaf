/** Addresses as people type and paste them: one a line, or with commas and semicolons between them. */
import * as z from 'zod';
import { mailAddressSchema } from '../../shared/admin-api/directory.ts';
import { texts } from '../texts.ts';

export function addressesIn(text: string): string[] {
  return text
    .split(/[\n,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** @param least how many there must be */
export function addressLinesSchema({ least, most }: { readonly least: 0 | 1; readonly most: number }) {
  const words = texts.addressLines;
  return z
    .string()
    .transform(addressesIn)
    .superRefine((addresses, context) => {
      const wrong = addresses.find((address) => !mailAddressSchema.safeParse(address).success);
      if (wrong !== undefined) context.addIssue({ code: 'custom', message: words.wrong(wrong) });
      if (addresses.length < least) context.addIssue({ code: 'custom', message: words.none });
      if (addresses.length > most) context.addIssue({ code: 'custom', message: words.many(most) });
    });
}
