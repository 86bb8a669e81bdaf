/** The part of node-sqlite3-wasm that the test build uses; the package itself comes with the runtime of electron-runtime.ts. */
declare module 'node-sqlite3-wasm' {
  export type SQLiteValue = number | bigint | string | Uint8Array | null;

  export class Statement {
    run(values: readonly SQLiteValue[]): unknown;
    all(values: readonly SQLiteValue[]): unknown[];
  }

  export class Database {
    constructor(file: string, options: { readonly readOnly: boolean });
    readonly inTransaction: boolean;
    exec(sql: string): void;
    prepare(sql: string): Statement;
    close(): void;
  }

  const sqlite: { readonly Database: typeof Database };
  export default sqlite;
}
