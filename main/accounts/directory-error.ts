/** How the directory refuses a change. */

/** A change that cannot be made. `field` names the input at fault, the message says why and what to do. */
export class DirectoryError extends Error {
  readonly kind: 'invalid' | 'conflict' | 'missing';
  readonly field: string;
  constructor(kind: DirectoryError['kind'], field: string, message: string) {
    super(message);
    this.name = 'DirectoryError';
    this.kind = kind;
    this.field = field;
  }
}
