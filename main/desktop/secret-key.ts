/** Seals secrets of the settings with a key (AES-256-GCM): at once, which the system's own store of secrets no longer does. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SecretKeeper } from '../settings/secret-keeper.ts';

const CIPHER = 'aes-256-gcm';
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function newSecretKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

export function keeperOf(key: Buffer): SecretKeeper {
  return {
    leavesClosed: true,
    seal: (secret) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open: (text) => {
      const sealed = Buffer.from(text, 'base64');
      const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return `${decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8')}${decipher.final('utf8')}`;
    },
  };
}
