/** The switches of the security options, read from their declarations: what the Security menu shows with a check mark. */
import * as z from 'zod';
import { SECURITY_OPTIONS, type SecurityOptionId } from '../security-options.ts';
import { type Settings, securitySchema } from './settings.ts';

/** A dotted path into the settings document that leads to a boolean, such as `security.filters.enabled`. */
export type SwitchPath = `security.${SecurityOptionId}.${string}`;

function inner(schema: unknown): unknown {
  return schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault ? inner(schema.unwrap()) : schema;
}

function booleansIn(schema: unknown, path: SwitchPath | `security.${SecurityOptionId}`): SwitchPath[] {
  const bare = inner(schema);
  if (!(bare instanceof z.ZodObject)) return [];
  return Object.entries(bare.shape).flatMap(([name, field]): SwitchPath[] =>
    inner(field) instanceof z.ZodBoolean ? [`${path}.${name}` as SwitchPath] : booleansIn(field, `${path}.${name}` as SwitchPath),
  );
}

/** The switches of each option, in the order of its declaration; its main switch, where it has one, is `enabled`. */
export const SWITCHES: Readonly<Record<SecurityOptionId, readonly SwitchPath[]>> = Object.fromEntries(
  SECURITY_OPTIONS.map(({ id }) => [id, booleansIn(securitySchema.shape[id], `security.${id}`)]),
) as Record<SecurityOptionId, SwitchPath[]>;

/** Whether an option does anything: it is enabled, one of its switches is on, or its list has entries. */
export function optionIsOn(security: Settings['security'], id: SecurityOptionId): boolean {
  switch (id) {
    case 'smtp-authentication':
    case 'smtp-after-pop':
      return security[id].enabled;
    case 'filters':
      return security[id].enabled && security[id].entries.some((entry) => entry.enabled);
    case 'attachment-filters':
      return security[id].enabled;
    case 'sender-rules':
      return security[id].senderDomainMustBeLocal || security[id].senderMustHaveAccount;
    case 'address-verification': {
      const { verifySenderDomain, verifyLocalSender, verifyHelo, heloMustResolve, verifyReverseDns, verifySenderByCallout } = security[id];
      return verifySenderDomain || verifyLocalSender || verifyHelo || heloMustResolve || verifyReverseDns || verifySenderByCallout;
    }
    case 'banned-addresses':
    case 'trusted-addresses':
      return security[id].entries.length > 0;
  }
}
