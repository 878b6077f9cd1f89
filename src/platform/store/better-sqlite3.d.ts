/** The few calls that Baton makes itself; everything else goes through TypeORM. */
declare module 'better-sqlite3' {
  class Database {
    constructor(file: string, options?: { readonly timeout?: number; readonly fileMustExist?: boolean });
    /** Whether a transaction is open, as SQLite itself says. */
    readonly inTransaction: boolean;
    readonly open: boolean;
    pragma(statement: string): unknown;
    exec(sql: string): this;
    prepare(sql: string): { all(): readonly unknown[] };
    function(
      name: string,
      options: { readonly deterministic: boolean },
      work: (value: unknown) => unknown,
    ): this;
    close(): this;
  }
  export = Database;
}
