/**
 * What the windows, the command line and the documentation say about a setting stands beside its schema, in one
 * declaration: `z.number().default(5).meta(field('Minutes', 'How long …'))`.
 */
// An alias and not an interface: zod's `meta` takes only types with an implicit index signature.
type FieldText = {
  /** A few words, as on a form. */
  readonly label: string;
  /** One or two sentences: what it does, and what to mind. */
  readonly help: string;
  /** A password or key: shown as set or not set, never read back, encrypted at rest where the system offers it. */
  readonly secret?: true;
};

export function field(label: string, help: string): FieldText {
  return { label, help };
}

export function secretField(label: string, help: string): FieldText {
  return { label, help, secret: true };
}
