/** Emergency numbers by country (ISO 3166); `*` is for lines without one, and for countries that are not listed. */
export type EmergencyNumbers = Readonly<Record<string, readonly string[]>>;

/** 112 works in every GSM network (3GPP TS 22.101, section 10.1.1), so it is everywhere. An operator can change each list. */
export const defaultEmergencyNumbers: EmergencyNumbers = {
  '*': ['112', '911'],
  AT: ['112', '122', '133', '144'],
  AU: ['112', '000', '106'],
  BE: ['112', '100', '101'],
  BR: ['112', '190', '192', '193'],
  CA: ['112', '911'],
  CH: ['112', '117', '118', '144'],
  CN: ['112', '110', '119', '120'],
  DE: ['112', '110'],
  DK: ['112'],
  ES: ['112', '061', '091'],
  FR: ['112', '15', '17', '18', '114'],
  GB: ['112', '999'],
  IE: ['112', '999'],
  IN: ['112', '100', '101', '102', '108'],
  IT: ['112', '113', '115', '118'],
  JP: ['110', '118', '119'],
  MX: ['911', '112'],
  NL: ['112'],
  NO: ['112', '110', '113'],
  NZ: ['111', '112'],
  PL: ['112', '997', '998', '999'],
  PT: ['112'],
  SE: ['112'],
  US: ['911', '112'],
  ZA: ['112', '10111', '10177'],
};

export function emergencyNumbersOf(country: string | undefined, all: EmergencyNumbers): readonly string[] {
  return all[country ?? '*'] ?? all['*'] ?? [];
}
