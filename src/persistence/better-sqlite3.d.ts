/** The few calls that Baton makes itself; everything else goes through TypeORM. */
declare module 'better-sqlite3' {
  class Database {
    constructor(file: string, options?: { readonly timeout?: number });
    pragma(statement: string): unknown;
    exec(sql: string): this;
    prepare(sql: string): { all(): readonly unknown[] };
    close(): this;
  }
  export = Database;
}
