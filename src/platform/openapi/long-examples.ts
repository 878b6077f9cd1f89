import {
  anna,
  asParty,
  bjarne,
  CALL_ID,
  callingSettings,
  contact,
  CONTACT_LEG,
  CUSTOMER,
  groupResource,
  guardSettings,
  hotline,
  leg,
  lineResource,
  mira,
  TRANSFER_ID,
  trunkResource,
} from './company';

/** A password that nobody could have. */
const PASSWORD = 'made-up-for-this-example';

/** As an export has it. */
export const configFile = {
  baton: 1,
  store: 'nordlich',
  agents: [anna, bjarne, mira],
  phones: [{ agent: anna.id, user: 'phone-201', kind: 'sip' }],
  lines: [lineResource],
  ringGroups: [groupResource],
  trunks: [trunkResource],
  settings: { calling: callingSettings, guard: guardSettings },
};

export const imported = {
  dryRun: false,
  differences: [
    { section: 'phones', created: [{ id: 'phone-203', name: 'phone-203' }], changed: [], removed: [] },
    {
      section: 'lines',
      created: [],
      changed: [
        {
          id: hotline.id,
          name: hotline.name,
          fields: [{ field: 'ringTimeoutSeconds', from: 30, to: 40 }],
        },
      ],
      removed: [],
    },
  ],
  told: { phones: [{ agent: mira.id, user: 'phone-203', kind: 'sip', password: PASSWORD }] },
};

export const credentials = {
  user: 'phone-201',
  password: PASSWORD,
  kind: 'sip',
  server: { udp: '192.0.2.10:5060', tcp: '192.0.2.10:5060', ws: 'ws://192.0.2.10:8088/ws' },
  provisioning: {
    // One of the files; the others say the same to phones of other makes.
    files: [
      {
        make: 'yealink',
        mediaType: 'text/plain',
        text: [
          '#!version:1.0.0.1',
          'account.1.enable = 1',
          `account.1.label = ${anna.extension} ${anna.name}`,
          `account.1.display_name = ${anna.name}`,
          'account.1.user_name = phone-201',
          'account.1.auth_name = phone-201',
          `account.1.password = ${PASSWORD}`,
          'account.1.sip_server.1.address = 192.0.2.10',
          'account.1.sip_server.1.port = 5060',
          'account.1.sip_server.1.transport_type = 0',
          '',
        ].join('\n'),
      },
    ],
  },
};

/** Bjarne declines an introduction. */
export const timeline = {
  parties: [contact, asParty(anna), asParty(bjarne)],
  items: [
    {
      time: '2026-03-02T09:15:42.310Z',
      kind: 'event',
      type: 'transfer.started',
      details: { attempt: TRANSFER_ID, mode: 'warm' },
    },
    {
      time: '2026-03-02T09:15:42.316Z',
      kind: 'step',
      type: 'dial',
      tookMs: 9,
      result: 'done',
      details: { leg: leg(4), forMs: 20_000 },
    },
    {
      time: '2026-03-02T09:15:50.420Z',
      kind: 'input',
      type: 'leg-gone',
      details: { leg: leg(4), how: 'declined' },
    },
    {
      time: '2026-03-02T09:15:50.420Z',
      kind: 'event',
      type: 'leg.ended',
      sentence: 'Rang 202 for 8 s, declined; contact returned to 201.',
      details: { leg: leg(4), reason: 'declined' },
    },
    {
      time: '2026-03-02T09:15:50.420Z',
      kind: 'event',
      type: 'transfer.failed',
      details: { attempt: TRANSFER_ID, reason: 'declined' },
    },
    {
      time: '2026-03-02T09:15:50.424Z',
      kind: 'step',
      type: 'join',
      tookMs: 6,
      result: 'done',
      details: {
        leg: CONTACT_LEG,
        bridge: `baton-nordlich.${CALL_ID}-talk2`,
        kind: 'mixing',
        musicClass: null,
      },
    },
  ],
};

export const preview = (() => {
  const mask = { name: hotline.name, number: hotline.number };
  const lead = {
    name: '',
    number: CUSTOMER,
    profile: 'diversion',
    reason: 'masking is on, lead: the contact, which the trunk allows by profile diversion',
  };
  return {
    parties: [
      { who: 'contact', stage: 'always', ...mask, reason: 'masking is on: the mask' },
      {
        who: 'transferor',
        stage: 'connected',
        name: contact.name,
        number: CUSTOMER,
        reason: 'the other side',
      },
      {
        who: 'transferor',
        stage: 'consultation',
        ...mask,
        reason: 'masking is on: the mask for an outside number',
      },
      { who: 'target', stage: 'ringing', ...lead },
      { who: 'target', stage: 'consultation', ...lead },
      { who: 'target', stage: 'connected', ...lead },
      {
        who: 'transferor',
        stage: 'recall',
        name: 'Return: outside number',
        number: CUSTOMER,
        reason: 'masking is on, lead: the contact',
      },
    ],
  };
})();
