/**
 * A reason not to start that its reader can mend: the message is one line for a person, printed alone, without a
 * stack. Anything else that is thrown while starting is our own fault and is reported as such.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
