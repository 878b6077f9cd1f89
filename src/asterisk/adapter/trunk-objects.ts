import { hostOf, isHostName } from '../../core/sip-address';
import type { Trunk } from '../../features/trunks/trunk';
import type { AsteriskObject } from './asterisk-objects';
import { privateEndpoint } from './private-endpoint';

/**
 * Endpoints that carry no calls but the question whether the carrier is there, each with an AOR of its own: `any` is online
 * when it answers anything at all, `yes` only when it accepts (2xx), password included if it asks for one. On the trunk's
 * own AOR it would not do: Asterisk dials nobody who left the question unanswered, and some carriers never answer it.
 * No other endpoint of ours has an underscore in its name.
 */
export const checkNames = (trunk: string) => ({ any: `${trunk}_any`, yes: `${trunk}_yes` }) as const;

/** The trunk's objects but for its password, in the order in which they are made: each knows those before it. */
export function objectsOf(trunk: Trunk): readonly AsteriskObject[] {
  const { name } = trunk;
  return [
    aorOf(name, trunk, {}),
    { type: 'endpoint', id: name, attributes: endpointOf(trunk) },
    ...checksOf(trunk),
    ...recognised(trunk).map((match, index): AsteriskObject => ({
      type: 'identify',
      // One for each: of several in one object Asterisk's database keeps the last only (measured).
      id: `${name}_${index}`,
      attributes: { endpoint: name, match },
    })),
    ...(trunk.kind === 'registration' ? [registrationOf(trunk)] : []),
  ];
}

/** Whether Asterisk had to look up names for it, which it does only once. */
export function isLookedUp({ type, attributes: { match = '' } }: AsteriskObject): boolean {
  return type === 'identify' && isHostName(match);
}

/** Those that use the password at once when they are made. */
export function provesPassword({ type, id }: AsteriskObject, { name }: Trunk): boolean {
  return type === 'registration' || id === checkNames(name).yes;
}

function aorOf(
  id: string,
  { server, transport }: Trunk,
  check: Readonly<Record<string, string>>,
): AsteriskObject {
  const contact = `sip:${server}${transport === 'udp' ? '' : `;transport=${transport}`}`;
  return { type: 'aor', id, attributes: { contact, qualify_frequency: '0', ...check } };
}

function endpointOf(trunk: Trunk): Record<string, string> {
  return {
    ...outgoing(trunk),
    aors: trunk.name,
    context: 'from-trunk',
    allow_subscribe: 'no',
    dtmf_mode: trunk.dtmfMode,
    // A trunk must be believed about the caller's number, and is told nothing about whom the caller talks to.
    trust_id_inbound: 'yes',
    // Nobody sees this name. But without one Asterisk's database keeps `<unknown>` as the number of everybody who calls in
    // without P-Asserted-Identity (measured); with a name and no number both are taken from From.
    callerid: 'trunk',
    send_pai: 'no',
    send_connected_line: 'no',
    ...(trunk.fromUser === undefined ? {} : { from_user: trunk.fromUser }),
  };
}

function checksOf(trunk: Trunk): readonly AsteriskObject[] {
  if (trunk.checkEverySeconds === 0) return [];
  const { any, yes } = checkNames(trunk.name);
  const check = { qualify_frequency: String(trunk.checkEverySeconds) };
  const user = trunk.fromUser ?? trunk.username;
  const endpoint = (id: string): AsteriskObject => ({
    type: 'endpoint',
    id,
    attributes: {
      ...outgoing(trunk),
      aors: id,
      context: 'nowhere',
      // By this a carrier knows which customer to ask for a password.
      ...(user === undefined ? {} : { from_user: userPart(user) }),
    },
  });
  return [
    aorOf(any, trunk, check),
    endpoint(any),
    aorOf(yes, trunk, { ...check, qualify_2xx_only: 'yes' }),
    endpoint(yes),
  ];
}

/** How we speak to the carrier, in calls and in checks. */
function outgoing({ name, codecs, username, fromDomain }: Trunk): Record<string, string> {
  return {
    ...privateEndpoint,
    // Not by the name in From, which anybody can write.
    identify_by: 'ip',
    disallow: 'all',
    // An endpoint without a codec cannot be read again at the next start, and hides all others (measured).
    allow: codecs.join(','),
    ...(username === undefined ? {} : { outbound_auth: name }),
    ...(fromDomain === undefined ? {} : { from_domain: fromDomain }),
  };
}

/** Whose calls are the trunk's. */
function recognised({ kind, server, addresses }: Trunk): readonly string[] {
  return kind === 'ip' ? addresses : [...new Set([hostOf(server), ...addresses])];
}

function registrationOf(trunk: Trunk): AsteriskObject {
  const { name, server, transport, username = '', contactUser, fromDomain, expirySeconds = 3600 } = trunk;
  const suffix = transport === 'udp' ? '' : `;transport=${transport}`;
  return {
    type: 'registration',
    id: name,
    attributes: {
      server_uri: `sip:${server}${suffix}`,
      client_uri: `sip:${userPart(username)}@${fromDomain ?? server.replace(/:[0-9]+$/, '')}`,
      contact_user: contactUser ?? userPart(username),
      outbound_auth: name,
      expiration: String(expirySeconds),
      // Calls that come in by this registration are known by a token in its Contact, whatever address they come from.
      endpoint: name,
      line: 'yes',
      // Seconds: a carrier that is away for hours must be found again when it comes back. A wrong password is not tried again.
      retry_interval: '30',
      max_retries: '10000000',
      max_random_initial_delay: '1',
    },
  };
}

/** An `@` in a user would end it. */
function userPart(user: string): string {
  return user.replaceAll('@', '%40');
}
