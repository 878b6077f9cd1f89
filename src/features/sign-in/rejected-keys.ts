import { Injectable } from '@nestjs/common';
import { ClientAddresses, type Received } from '../../platform/http/client/client-addresses';
import { Incidents } from '../../platform/incidents/incidents';

/** Tells who sends keys that count for nothing. Nobody guesses one of 256 bits, but somebody may have an old one. */
@Injectable()
export class RejectedKeys {
  constructor(
    private readonly incidents: Incidents,
    private readonly addresses: ClientAddresses,
  ) {}

  tell(request: Received): void {
    this.incidents.tell({
      type: 'security.key-rejected',
      detail:
        'A program sent a key that does not exist, or exists no longer; see which program at that address has it.',
      source: this.addresses.of(request),
    });
  }
}
