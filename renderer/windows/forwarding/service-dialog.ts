/** What the dialogs of forwards and automatic replies have in common. */
import * as z from 'zod';
import { loginKey } from '../../../shared/mail/address.ts';
import { texts } from '../../texts.ts';

export interface ServiceDialogProps<Service extends { readonly address: string }> {
  /** The account; undefined: it is asked for. */
  readonly address: string | undefined;
  /** Addresses of all accounts. */
  readonly accounts: readonly string[];
  /** What each account has at the moment. */
  readonly known: readonly Service[];
  readonly onClose: () => void;
}

export function accountSchema(accounts: readonly string[]): z.ZodType<string, string> {
  const known = new Map(accounts.map((address) => [loginKey(address), address]));
  return z
    .string()
    .trim()
    .refine((address) => known.has(loginKey(address)), texts.forwarding.noSuchAccount)
    .transform((address) => known.get(loginKey(address)) ?? address);
}

export function serviceOf<Service extends { readonly address: string }>(known: readonly Service[], address: string | undefined): Service | undefined {
  return known.find((service) => service.address === address);
}
