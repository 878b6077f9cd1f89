// Also as somebody might write it by mistake: what is refused for its wrong name is recorded, too.
const secret = /pass(word|wd|phrase|code)|^pass$|pwd|secret|token|credential|auth|cookie|(^|api|[_-])key$/i;

/** The same value with what is secret by its name replaced. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secret.test(name) ? '(secret)' : withoutSecrets(item),
    ]),
  );
}
