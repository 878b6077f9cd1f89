/** Blanks, and the visual separators of RFC 3966 in whatever writing: a call for help does not fail by them. */
const separators = /[\s().\-\u2010-\u2015\u2212]/g;

/**
 * The emergency number that somebody has dialled, however it is written: `112`, `1 12`, `+112` are one number, and `112#` is how
 * some phones end it. It is what has to be dialled. With `*` or `#` anywhere else it is another code of the network, and no call for
 * help.
 * @param emergency digits of the emergency numbers
 */
export function emergencyIn(dialled: string, emergency: readonly string[]): string | undefined {
  const digits = bare(dialled).replace(/^\+/, '');
  return emergency.includes(digits) ? digits : undefined;
}

/**
 * As {@link emergencyIn}, with something before it that people or phones put there: the zeros for an outside line or a long
 * distance, or the country code. Somebody's extension may look like that, so that those go before.
 * @param callingCode of the country that it is dialled in
 */
export function emergencyBehindPrefix(
  dialled: string,
  emergency: readonly string[],
  callingCode: string | undefined,
): string | undefined {
  const digits = bare(dialled);
  const country = callingCode === undefined ? [] : [`+${callingCode}`, `00${callingCode}`];
  const prefixes = ['0', '00', '+0', '+00', ...country];
  // Of two digits too much would look like them.
  return emergency.find(
    (number) => number.length > 2 && prefixes.some((prefix) => digits === prefix + number),
  );
}

/** @param emergency digits of the emergency numbers */
export function isEmergency(dialled: string, emergency: readonly string[]): boolean {
  return emergencyIn(dialled, emergency) !== undefined;
}

function bare(dialled: string): string {
  return dialled.replace(separators, '').replace(/#$/, '');
}
