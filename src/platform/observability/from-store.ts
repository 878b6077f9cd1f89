/**
 * What a gauge reads of the store; null while that fails: all other numbers are told nevertheless, and just then somebody needs
 * them.
 */
export async function fromStore<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch {
    return null;
  }
}
