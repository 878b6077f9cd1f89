export const trunkKinds = ['registration', 'ip'] as const;
export const trunkCodecs = ['alaw', 'ulaw', 'g722', 'opus', 'gsm'] as const;
export const dtmfModes = ['auto', 'rfc4733', 'info', 'inband'] as const;
export const trunkTransports = ['udp', 'tcp'] as const;

/**
 * `online`: the carrier says yes to what we ask it (SIP OPTIONS). `refused`: it answers, but with a refusal: the password
 * may be wrong. `offline`: it does not answer. `unknown`: nobody asks. `password-missing`: Asterisk has lost the password.
 */
export const trunkStates = ['online', 'refused', 'offline', 'unknown', 'password-missing'] as const;
export type TrunkState = (typeof trunkStates)[number];

/** A way outside. Its password is known to Asterisk and to the carrier, not to us. */
export interface Trunk {
  readonly id: string;
  /** Also the name of its endpoint in Asterisk, which lines name. */
  readonly name: string;
  /** `registration`: we register with the carrier. `ip`: each knows the other by address. */
  readonly kind: (typeof trunkKinds)[number];
  /** Where calls go, `host` or `host:port`. */
  readonly server: string;
  readonly transport: (typeof trunkTransports)[number];
  /** IP addresses, networks (CIDR) and host names whose calls are this trunk's; of a registration beside its server. */
  readonly addresses: readonly string[];
  readonly username?: string;
  readonly contactUser?: string;
  readonly fromUser?: string;
  readonly fromDomain?: string;
  readonly expirySeconds?: number;
  readonly codecs: readonly (typeof trunkCodecs)[number][];
  readonly dtmfMode: (typeof dtmfModes)[number];
  /** How often the carrier is asked whether it is there; 0: never. */
  readonly checkEverySeconds: number;
}

/** Something that needs a trunk, so that it cannot be deleted. */
export interface TrunkUse {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}
