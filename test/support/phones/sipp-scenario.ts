export interface UacScenario {
  readonly from: { readonly name?: string; readonly number: string };
  /** Raw μ-law, repeated for ever. */
  readonly voiceFile: string;
  readonly talkMs: number;
}

/**
 * The test's own request that tells SIPp to hang up; it comes to SIPp's port under the Call-ID of the call.
 * SIPp has keys for quitting, but 3.6 (Debian 12) does not end its calls by them.
 */
export const HANG_UP_REQUEST = 'MESSAGE';

/**
 * One outgoing call in SIPp's scenario language: INVITE, with the password if it is asked for, voice, BYE or
 * CANCEL when told or when the time is up. Milestones go to SIPp's log, from which the test learns of them.
 */
export function uacScenario({ from, voiceFile, talkMs }: UacScenario): string {
  const display = from.name === undefined ? '' : `"${from.name}" `;
  const address = '[remote_ip]:[remote_port]';
  const request = (start: string, cseq: string, branch: string, toTag: string, rest: string) => `
${start} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK-[pid]-[call_number]-${branch}
From: ${display}<sip:${from.number}@[local_ip]:[local_port]>;tag=[pid]-[call_number]
To: <sip:[service]@${address}>${toTag}
Call-ID: [call_id]
CSeq: ${cseq}
Contact: <sip:${from.number}@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
${rest}`;
  const empty = 'Content-Length: 0\n';
  const target = `sip:[service]@${address}`;
  const send = (text: string, attributes = '') => `<send${attributes}><![CDATA[${text}\n]]></send>`;
  const log = (word: string) => `<action><log message="${word}"/></action>`;

  /** From the INVITE to its answer; `n` counts the INVITEs, the second one carries the password. */
  const inviting = (n: 1 | 2, extra: string, unauthorised: string) => `
${send(request(`INVITE ${target}`, `${n} INVITE`, `invite-${n}`, '', extra + OFFER), ' retrans="500"')}
${unauthorised}
<recv response="100" optional="true"/>
<recv response="180" optional="true">${log('ringing')}</recv>
<recv response="183" optional="true">${log('ringing')}</recv>
<recv request="${HANG_UP_REQUEST}" optional="true" next="cancel-${n}"/>
<recv response="200" rrs="true" next="answered"/>
<label id="cancel-${n}"/>
${send(request(`CANCEL ${target}`, `${n} CANCEL`, `invite-${n}`, '', empty), ' retrans="500"')}
<recv response="200"/>
<recv response="487"/>
${send(request(`ACK ${target}`, `${n} ACK`, `invite-${n}`, '[peer_tag_param]', empty), ' next="over"')}`;

  return `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="caller">
${inviting(1, '', '<recv response="401" optional="true" auth="true" next="password"/>')}
<label id="password"/>
${send(request(`ACK ${target}`, '1 ACK', 'invite-1', '[peer_tag_param]', empty))}
${inviting(2, '[authentication]\n', '')}
<label id="answered"/>
${send(request('ACK [next_url]', '[cseq] ACK', 'ack', '[peer_tag_param]', empty))}
<nop><action><exec rtp_stream="${voiceFile},-1,0,PCMU/8000"/></action></nop>
<nop>${log('answered')}</nop>
<recv request="${HANG_UP_REQUEST}" optional="true" next="enough" timeout="${talkMs}" ontimeout="enough"/>
<recv request="BYE" next="goodbye"/>
<label id="enough"/>
${send(request('BYE [next_url]', '9 BYE', 'bye', '[peer_tag_param]', empty), ' retrans="500"')}
<recv response="200" next="over"/>
<label id="goodbye"/>
${send(`
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
${empty}`)}
<label id="over"/>
</scenario>
`;
}

const OFFER = `Content-Type: application/sdp
Content-Length: [len]

v=0
o=- 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-16
a=ptime:20
`;
