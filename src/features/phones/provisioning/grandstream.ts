import type { SipAccount } from './account';
import { element, textElement, XML_DECLARATION } from './xml';

/**
 * P values of account 1 in Grandstream's configuration templates for GXP and GRP phones. Without a `mac` element the file
 * fits any phone (Grandstream, SIP Device Provisioning Guide).
 */
export function grandstreamConfig({ user, password, name, extension, host, port }: SipAccount): string {
  const values = {
    // Account active, its name on the screen, SIP server, user, name to authenticate by, password, name of the caller.
    P271: '1',
    P270: `${extension} ${name}`,
    P47: `${host}:${port}`,
    P35: user,
    P36: user,
    P34: password,
    P3: name,
    // 0 is UDP.
    P130: '0',
  };
  const config = Object.entries(values).map(([key, value]) => textElement(key, value));
  const root = element('gs_provision', { version: '1' }, [element('config', { version: '1' }, config)]);
  return `${XML_DECLARATION}\n${root}\n`;
}

/**
 * What Grandstream's app (GS Wave, Wave Lite) adds as an account when it scans it, password and all: the same that FusionPBX
 * and Issabel show for it.
 */
export function gsWaveAccount({ user, password, name, extension, host, port }: SipAccount): string {
  const values = {
    RegisterServer: `${host}:${port}`,
    UserID: user,
    AuthID: user,
    AuthPass: password,
    AccountName: extension,
    DisplayName: name,
    // Any number of digits, with a star before or among them.
    Dialplan: '{x+|*x+|*++}',
  };
  const account = Object.entries(values).map(([key, value]) => textElement(key, value));
  return XML_DECLARATION + element('AccountConfig', { version: '1' }, [element('Account', {}, account)]);
}
