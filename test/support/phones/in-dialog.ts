import type { SipJs } from './sip-js';

/** RFC 3261 section 14.1: after a 491 wait a little and try again. */
const GLARE_RETRY_MS = 300;
const GLARE_RETRIES = 5;

/**
 * A re-INVITE with the media as the phone wants it now. Resolves when it is accepted and acknowledged.
 * @throws when the peer refuses it
 */
export async function sendReinvite(
  session: SipJs.Session,
  extraHeaders: readonly string[] = [],
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const status = await new Promise<number>((resolve, reject) => {
      const answered = ({ message }: SipJs.Core.IncomingResponse) => resolve(message.statusCode ?? 0);
      session
        .invite({
          requestOptions: { extraHeaders: [...extraHeaders] },
          requestDelegate: { onAccept: answered, onReject: answered },
        })
        .catch(reject);
    });
    if (status < 300) return;
    if (status !== 491 || attempt === GLARE_RETRIES)
      throw new Error(`the peer answered ${status} to re-INVITE`);
    await new Promise((resolve) => setTimeout(resolve, GLARE_RETRY_MS * Math.random()));
  }
}

/** One key by SIP INFO, as phones that do not send telephone-events do. @throws when the peer refuses it */
export async function sendKeyByInfo(session: SipJs.Session, digit: string): Promise<void> {
  const content = `Signal=${digit}\r\nDuration=160\r\n`;
  await new Promise<void>((resolve, reject) => {
    session
      .info({
        requestOptions: {
          body: { contentDisposition: 'render', contentType: 'application/dtmf-relay', content },
        },
        requestDelegate: {
          onAccept: () => resolve(),
          onReject: ({ message }) => reject(new Error(`the peer answered ${message.statusCode} to INFO`)),
        },
      })
      .catch(reject);
  });
}
