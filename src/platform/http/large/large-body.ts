/** A body that is too large to be parsed in one go: whoever takes such does it in pieces. */
export class LargeBody {
  /** @param bytes UTF-8 */
  constructor(readonly bytes: Buffer) {}
}
