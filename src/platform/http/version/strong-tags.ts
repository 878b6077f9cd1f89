/**
 * What stands in quotes in an `If-Match` header. Weak tags are left out: they never fit (RFC 9110, 13.1.1). Whatever the
 * header holds, it is gone through once.
 */
export function strongTags(header: string): readonly string[] {
  // Every second part lies between two quotes, except for a last one that nothing ends.
  const parts = header.split('"');
  return parts.filter(
    (_, index) => index % 2 === 1 && index < parts.length - 1 && parts[index - 1]?.endsWith('W/') === false,
  );
}
