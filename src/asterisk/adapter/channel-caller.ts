import type { Identity } from '../../core/call/call';
import { anonymous } from '../../core/caller-id/policy';
import type { AriClient } from '../client/ari-client';

const ACCEPTED_WITHIN_MS = 5_000;

/** `"Name" <number>`; what would end the quoted part is left out. */
export function callerIdText({ name, number }: Identity): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not get into a SIP header
  const clean = name.replace(/[\u0000-\u001f\u007f"\\<>]/g, '');
  return `"${clean}" <${number.replace(/[^0-9A-Za-z+*#._-]/g, '')}>`;
}

/**
 * Says on the channel itself who calls, to whoever in Asterisk asks it: the dialplan, a voicemail, a record of calls.
 * @throws AriError
 */
export async function tellCaller(client: AriClient, channelId: string, caller: Identity): Promise<void> {
  const presentation = caller.number === anonymous.number ? 'prohib_not_screened' : 'allowed_not_screened';
  const values = { 'CALLERID(all)': callerIdText(caller), 'CALLERID(pres)': presentation };
  await Promise.all(
    Object.entries(values).map(([variable, value]) =>
      client.ari.channels.setChannelVar(
        { channelId, variable, value },
        { lane: channelId, timeoutMs: ACCEPTED_WITHIN_MS },
      ),
    ),
  );
}
