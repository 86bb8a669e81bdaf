/**
 * How the secrets of the settings are kept on disk, in the file and in the history. The service host keeps them as they
 * are, in a file that its owner alone may read; the desktop host has the system's own store of secrets seal them. A
 * sealed secret begins with `enc:safe-storage:`, whoever reads it.
 */
import { settingsSchema, type Settings } from '../../shared/settings/settings.ts';
import { type Json, isJsonObject } from './json-path.ts';
import { EACH, secretPaths } from './secrets.ts';

const SEALED = 'enc:safe-storage:';

export interface SecretKeeper {
  /** The text to keep in place of a secret, without the mark. */
  seal(secret: string): string;
  /** The secret again. Throws if this host, user or computer cannot read it. */
  open(sealed: string): string;
  /** It seals nothing: secrets are kept as they are, without a mark. */
  readonly isPlain?: true;
  /**
   * A secret that it cannot open stays closed, and the server goes on without it: whoever sits in front of this host can type
   * it in again. Without this the document cannot be read at all.
   */
  readonly leavesClosed?: true;
}

/** A secret was sealed by another host, user or computer. The message names the setting and says what to do. */
export class SealedSecretError extends Error {
  override readonly name = 'SealedSecretError';
}

/** Secrets as they are; what was sealed stays closed. @param why it does */
export function plainSecrets(why: string): SecretKeeper {
  return {
    isPlain: true,
    seal: (secret) => secret,
    open: () => {
      throw new Error(why);
    },
  };
}

/** For whoever has nothing to seal with. */
export const PLAIN_SECRETS = plainSecrets('it was sealed by the desktop application, and only that one can open it, for the same user on the same computer');

/** Hashes of passwords are no secrets that anybody could use: they stay readable, for `gatepost settings` and for other hosts. */
const PATHS = secretPaths(settingsSchema).filter((path) => !path.includes('smtp-authentication'));

function changed(value: Json, path: readonly string[], change: (secret: string, field: string) => string, done: readonly string[] = []): Json {
  const [next, ...rest] = path;
  if (next === undefined) return typeof value === 'string' && value !== '' ? change(value, done.join('.')) : value;
  if (next === EACH) return Array.isArray(value) ? value.map((item, place) => changed(item, rest, change, [...done, String(place)])) : value;
  if (!isJsonObject(value)) return value;
  const inner = value[next];
  return inner === undefined ? value : { ...value, [next]: changed(inner, rest, change, [...done, next]) };
}

/** This is no secret, but what a host once made of it and this one cannot open: whoever needs the secret has to do without. */
export function isSealed(secret: string): boolean {
  return secret.startsWith(SEALED);
}

/** The settings as they are written: each secret sealed. Gives back the same object where the keeper seals nothing. */
export function sealed(settings: Settings, keeper: SecretKeeper): Json {
  if (keeper.isPlain === true) return settings;
  // What has stayed closed is written as it was: at another start the key to it may be back.
  const seal = (secret: string): string => (isSealed(secret) ? secret : `${SEALED}${keeper.seal(secret)}`);
  return PATHS.reduce<Json>((document, path) => changed(document, path, seal), settings);
}

/** A document as it was written, its secrets readable again, but for those that the keeper leaves closed. Throws SealedSecretError. */
export function opened(document: Json, keeper: SecretKeeper): Json {
  const open = (text: string, field: string): string => {
    if (!isSealed(text)) return text;
    try {
      return keeper.open(text.slice(SEALED.length));
    } catch (error) {
      if (keeper.leavesClosed === true) return text;
      const why = error instanceof Error ? error.message : String(error);
      throw new SealedSecretError(
        `the secret ${field} cannot be read (${why}). Start the desktop application as the user who set it, or set ${field} to "" in the file and enter it anew`,
        { cause: error },
      );
    }
  };
  return PATHS.reduce<Json>((read, path) => changed(read, path, open), document);
}

/** The settings whose secret has stayed closed. */
export function closedSecrets(document: Json): readonly string[] {
  const closed: string[] = [];
  const look = (text: string, field: string): string => {
    if (isSealed(text)) closed.push(field);
    return text;
  };
  for (const path of PATHS) changed(document, path, look);
  return closed;
}
