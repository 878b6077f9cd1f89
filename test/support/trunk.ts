import { Carrier } from './phones/carrier';
import { pjsipAccount } from './pjsip-account';

export const TRUNK = 'carrier';
export const TRUNK_PASSWORD = 'of-the-test-trunk';

/** The outside world registers as one account. Its calls bear the contact's number in From, so it is known by its address. */
export const trunkConf = (settings: readonly string[] = []): string => `
${pjsipAccount(TRUNK, { template: 'baton-trunk', password: TRUNK_PASSWORD, settings })}
[${TRUNK}]
type = identify
endpoint = ${TRUNK}
match = 127.0.0.1
`;

/** The outside world, registered. @throws when Asterisk refuses it */
export function openTrunk({ wsUrl }: { readonly wsUrl: string }): Promise<Carrier> {
  return Carrier.register({ wsUrl, user: TRUNK, password: TRUNK_PASSWORD });
}
