import { Injectable } from '@nestjs/common';
import { AuditService } from '../../platform/audit/audit.service';
import { Incidents } from '../../platform/incidents/incidents';
import type { Intruder } from './call-surroundings';
import { CallerAddresses } from './caller-addresses';

/** Tells of those who were in a call, or in the place of one of its legs, and were put out. */
@Injectable()
export class Intruders {
  constructor(
    private readonly addresses: CallerAddresses,
    private readonly incidents: Incidents,
    private readonly audit: AuditService,
  ) {}

  /** Their address is asked for first; once they are hung up nobody knows it any longer. */
  tell({ channel, endpoint, callId }: Intruder): void {
    void this.addresses.of(channel).then((source) => {
      this.incidents.tell({
        type: 'security.stranger-in-call',
        detail:
          'Somebody who belongs to no leg of a call got into it, and was put out: whose phone or trunk that was knew the ids of ' +
          'one of its dialogs (SIP Replaces), or commands Asterisk.',
        source,
        data: { callId, endpoint },
        key: `${callId} ${endpoint}`,
      });
      void this.audit.recordOwn({
        action: 'SIP INVITE',
        path: callId === null ? '/calls' : `/calls/${callId}`,
        status: 403,
        code: 'stranger-in-call',
        address: source ?? null,
        body: { endpoint },
      });
    });
  }
}
