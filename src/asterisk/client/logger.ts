/** The part of a logger that this folder uses; pino's has this shape. */
export interface AriLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
