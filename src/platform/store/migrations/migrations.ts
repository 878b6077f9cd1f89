import type { MigrationInterface } from 'typeorm';
import { AgentsPhonesLines1795300000000 } from './1795300000000-agents-phones-lines';
import { Calls1795300100000 } from './1795300100000-calls';
import { RingGroups1795300200000 } from './1795300200000-ring-groups';
import { CallerId1795300300000 } from './1795300300000-caller-id';
import { Access1795300500000 } from './1795300500000-access';
import { Guard1795300600000 } from './1795300600000-guard';
import { Users1795300700000 } from './1795300700000-users';
import { Trunks1795300800000 } from './1795300800000-trunks';
import { ListIndices1795300900000 } from './1795300900000-list-indices';
import { PhonesPerKind1795301000000 } from './1795301000000-phones-per-kind';
import { Music1795301100000 } from './1795301100000-music';
import { LastResort1795301200000 } from './1795301200000-last-resort';
import { Incidents1795301300000 } from './1795301300000-incidents';
import { StoreIdentity1795301400000 } from './1795301400000-store-identity';
import { Traces1795301500000 } from './1795301500000-traces';
import { Retention1795301510000 } from './1795301510000-retention';
import { PhoneRevocations1795301700000 } from './1795301700000-phone-revocations';
import { StoreProbe1795301900000 } from './1795301900000-store-probe';
import { Versions1795302100000 } from './1795302100000-versions';

/** Every change of the tables, oldest first. Add to the end; never edit one that was released. */
export const migrations: (new () => MigrationInterface & { readonly name: string })[] = [
  AgentsPhonesLines1795300000000,
  Calls1795300100000,
  RingGroups1795300200000,
  CallerId1795300300000,
  Access1795300500000,
  Guard1795300600000,
  Users1795300700000,
  Trunks1795300800000,
  ListIndices1795300900000,
  PhonesPerKind1795301000000,
  Music1795301100000,
  LastResort1795301200000,
  Incidents1795301300000,
  StoreIdentity1795301400000,
  Traces1795301500000,
  Retention1795301510000,
  PhoneRevocations1795301700000,
  StoreProbe1795301900000,
  Versions1795302100000,
];
