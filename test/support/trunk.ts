import { Carrier } from './phones/carrier';

export const TRUNK = 'carrier';
export const TRUNK_PASSWORD = 'of-the-test-trunk';

/** The outside world registers as one account. Its calls bear the contact's number in From, so it is known by its address. */
export const TRUNK_CONF = `
[${TRUNK}](baton-trunk)
aors = ${TRUNK}
auth = ${TRUNK}
[${TRUNK}]
type = aor
max_contacts = 1
remove_existing = yes
[${TRUNK}]
type = auth
auth_type = userpass
username = ${TRUNK}
password = ${TRUNK_PASSWORD}
[${TRUNK}]
type = identify
endpoint = ${TRUNK}
match = 127.0.0.1
`;

/** The outside world, registered. @throws when Asterisk refuses it */
export function openTrunk({ wsUrl }: { readonly wsUrl: string }): Promise<Carrier> {
  return Carrier.register({ wsUrl, user: TRUNK, password: TRUNK_PASSWORD });
}
