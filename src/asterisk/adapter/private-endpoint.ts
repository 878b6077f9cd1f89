/**
 * What every endpoint must have so that numbers do not leak past the policy (docs/asterisk-facts.md#caller-id-on-the-wire),
 * mirrored in asterisk-config/pjsip.conf as `baton-endpoint`.
 */
export const privateEndpoint = {
  // All sound passes through Asterisk, or moving a leg would need a re-INVITE and the other side's address would show.
  direct_media: 'no',
  rtp_symmetric: 'yes',
  force_rport: 'yes',
  rewrite_contact: 'yes',
  trust_id_outbound: 'no',
  trust_connected_line: 'no',
  send_rpid: 'no',
  rpid_immediate: 'no',
  send_diversion: 'no',
  send_history_info: 'no',
  // REFER is refused (603): Asterisk itself would take the contact out of the call and send them into the dialplan.
  allow_transfer: 'no',
} as const satisfies Readonly<Record<string, string>>;
