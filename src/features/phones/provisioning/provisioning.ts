import type { PhoneKind } from '../phone-provisioner';
import type { SipAccount } from './account';
import { grandstreamConfig, gsWaveAccount } from './grandstream';
import { linphoneConfig } from './linphone';
import { polyConfig } from './poly';
import { qrCodeSvg } from './qr-code';
import { snomConfig } from './snom';
import { yealinkConfig } from './yealink';

export const phoneMakes = ['yealink', 'snom', 'grandstream', 'poly', 'linphone'] as const;
export type PhoneMake = (typeof phoneMakes)[number];

/** How to set a phone up without typing. Holds the password, and is told as seldom as that. */
export interface Provisioning {
  /** For the phone's own way to import settings, or for a provisioning server. */
  readonly files: readonly { readonly make: PhoneMake; readonly mediaType: string; readonly text: string }[];
  /** For a soft phone on a mobile. */
  readonly qrCode?: { readonly app: 'gs-wave'; readonly text: string; readonly svg: string };
}

/** A browser needs none of it: it is given what the answer says. */
export function provisioningOf(kind: PhoneKind, account: SipAccount): Provisioning {
  if (kind === 'web') return { files: [] };
  const text = gsWaveAccount(account);
  return {
    files: phoneMakes.map((make) => ({ make, ...fileFor(make, account) })),
    qrCode: { app: 'gs-wave', text, svg: qrCodeSvg(text) },
  };
}

function fileFor(
  make: PhoneMake,
  account: SipAccount,
): { readonly mediaType: string; readonly text: string } {
  const mediaType = 'application/xml';
  switch (make) {
    case 'yealink':
      return { mediaType: 'text/plain', text: yealinkConfig(account) };
    case 'snom':
      return { mediaType, text: snomConfig(account) };
    case 'grandstream':
      return { mediaType, text: grandstreamConfig(account) };
    case 'poly':
      return { mediaType, text: polyConfig(account) };
    case 'linphone':
      return { mediaType, text: linphoneConfig(account) };
  }
}
