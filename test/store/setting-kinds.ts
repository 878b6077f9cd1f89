import type { Answer, Baton } from '../support/baton';
import { wavOf } from '../support/media/wav';

/** Asks the server for one change, whenever it is called. */
export type Request = () => Promise<Answer>;

/** One kind of write that an administrator or a user asks for. */
export interface SettingKind {
  readonly name: string;
  /** Has everything ready that the request needs. */
  readonly ready: (desk: Desk) => Promise<Request>;
  /** The request bears an idempotency key: once more, it must say the same and do nothing. */
  readonly isKeyed?: boolean;
}

interface WithId {
  readonly id: string;
}

/** The one who asks, and what there is to ask about. */
export class Desk {
  #serial = 0;
  /** Keys whose worth is a part of the picture. */
  readonly keys: string[] = [];

  constructor(
    readonly server: () => Baton,
    readonly agentId: string,
    readonly lineId: string,
  ) {}

  fresh(what: string): string {
    this.#serial += 1;
    return `${what}-${this.#serial}`;
  }

  extension(): string {
    this.#serial += 1;
    return String(5_000 + this.#serial);
  }

  make(path: string, body: object): Promise<WithId> {
    return this.server().done<WithId>('POST', path, body);
  }

  asking(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Request {
    return () => this.server().api(method, path, body, headers);
  }

  agent(): Promise<WithId> {
    return this.make('/agents', { name: this.fresh('Agent'), extension: this.extension() });
  }

  line(): object {
    return {
      name: this.fresh('Line'),
      number: `+31205${this.extension()}0`,
      trunk: 'carrier',
      agents: [this.agentId],
      destination: { type: 'agent', id: this.agentId },
    };
  }

  group(): object {
    const members = [{ type: 'agent', id: this.agentId }];
    return { name: this.fresh('Group'), layers: [{ strategy: 'ordered', ringSeconds: 20, members }] };
  }

  user(): { readonly name: string; readonly password: string; readonly role: string } {
    return { name: this.fresh('user').toLowerCase(), password: 'correct horse battery', role: 'supervisor' };
  }

  trunk(): object {
    return {
      name: this.fresh('trunk'),
      kind: 'ip',
      server: '127.0.0.1:9',
      addresses: ['127.0.0.9'],
      checkEverySeconds: 0,
    };
  }
}

const password = { password: 'another horse battery' };

const kinds = {
  'agent made': (desk) =>
    Promise.resolve(
      desk.asking('POST', '/agents', { name: desk.fresh('Agent'), extension: desk.extension() }),
    ),
  'agent changed': async (desk) => {
    const { id } = await desk.agent();
    return desk.asking('PATCH', `/agents/${id}`, { name: desk.fresh('Renamed'), status: 'away' });
  },
  'agent deleted': async (desk) => {
    const { id } = await desk.agent();
    return desk.asking('DELETE', `/agents/${id}`);
  },
  'agent with a phone deleted': async (desk) => {
    const { id } = await desk.agent();
    await desk.server().done('PUT', `/agents/${id}/phone`, {});
    return desk.asking('DELETE', `/agents/${id}`);
  },
  'phone given': async (desk) => {
    const { id } = await desk.agent();
    return desk.asking('PUT', `/agents/${id}/phone`, {});
  },
  'phone taken away': async (desk) => {
    const { id } = await desk.agent();
    await desk.server().done('PUT', `/agents/${id}/phone`, {});
    return desk.asking('DELETE', `/agents/${id}/phone`);
  },
  'line made': (desk) => Promise.resolve(desk.asking('POST', '/lines', desk.line())),
  'line changed': async (desk) => {
    const { id } = await desk.make('/lines', desk.line());
    return desk.asking('PATCH', `/lines/${id}`, { name: desk.fresh('Renamed'), ringTimeoutSeconds: 12 });
  },
  'line deleted': async (desk) => {
    const { id } = await desk.make('/lines', desk.line());
    return desk.asking('DELETE', `/lines/${id}`);
  },
  'ring group made': (desk) => Promise.resolve(desk.asking('POST', '/ring-groups', desk.group())),
  'ring group changed': async (desk) => {
    const { id } = await desk.make('/ring-groups', desk.group());
    return desk.asking('PATCH', `/ring-groups/${id}`, { name: desk.fresh('Renamed'), rounds: 2 });
  },
  'ring group deleted': async (desk) => {
    const { id } = await desk.make('/ring-groups', desk.group());
    return desk.asking('DELETE', `/ring-groups/${id}`);
  },
  'user made': (desk) => Promise.resolve(desk.asking('POST', '/users', desk.user())),
  'user changed, signed in': async (desk) => {
    const user = desk.user();
    const { id } = await desk.make('/users', user);
    await desk.server().done('POST', '/sign-in', { name: user.name, password: user.password });
    return desk.asking('PATCH', `/users/${id}`, { name: desk.fresh('renamed') });
  },
  'password changed, signed in': async (desk) => {
    const user = desk.user();
    const { id } = await desk.make('/users', user);
    await desk.server().done('POST', '/sign-in', { name: user.name, password: user.password });
    return desk.asking('PUT', `/users/${id}/password`, password);
  },
  'user deleted, signed in': async (desk) => {
    const user = desk.user();
    const { id } = await desk.make('/users', user);
    await desk.server().done('POST', '/sign-in', { name: user.name, password: user.password });
    return desk.asking('DELETE', `/users/${id}`);
  },
  'signed in': async (desk) => {
    const user = desk.user();
    await desk.make('/users', user);
    return desk.asking('POST', '/sign-in', { name: user.name, password: user.password });
  },
  'API key made': (desk) =>
    Promise.resolve(desk.asking('POST', '/api-keys', { name: desk.fresh('Key'), role: 'supervisor' })),
  'API key deleted': async (desk) => {
    const made = await desk.server().done<WithId & { readonly key: string }>('POST', '/api-keys', {
      name: desk.fresh('Key'),
      role: 'admin',
    });
    desk.keys.push(made.key);
    return desk.asking('DELETE', `/api-keys/${made.id}`);
  },
  'trunk made': (desk) => Promise.resolve(desk.asking('POST', '/trunks', desk.trunk())),
  'trunk changed': async (desk) => {
    const { id } = await desk.make('/trunks', desk.trunk());
    return desk.asking('PATCH', `/trunks/${id}`, { codecs: ['alaw'] });
  },
  'trunk deleted': async (desk) => {
    const { id } = await desk.make('/trunks', desk.trunk());
    return desk.asking('DELETE', `/trunks/${id}`);
  },
  'music class made': (desk) =>
    Promise.resolve(desk.asking('POST', '/music-classes', { name: desk.fresh('class') })),
  'music class deleted': async (desk) => {
    const { id } = await desk.make('/music-classes', { name: desk.fresh('class') });
    return desk.asking('DELETE', `/music-classes/${id}`);
  },
  'music uploaded': async (desk) => {
    const { id } = await desk.make('/music-classes', { name: desk.fresh('class') });
    const tune = wavOf([{ hz: 1_000, peak: 8_000 }], 1);
    return () => desk.server().upload(`/music-classes/${id}/files?name=tune.wav`, tune, 'audio/wav');
  },
  'calling settings': async (desk) => {
    const settings = await desk.server().done<object>('GET', '/settings/calling');
    const mask = `+31205${desk.extension()}0`;
    return desk.asking('PUT', '/settings/calling', { ...settings, mask });
  },
  'guard settings': async (desk) => {
    const settings = await desk.server().done<object>('GET', '/settings/guard');
    // Another one each time, and at most 1000.
    const alertAfterRefusals = 10 + (Number(desk.extension()) % 900);
    return desk.asking('PUT', '/settings/guard', { ...settings, alertAfterRefusals });
  },
  'everything imported': async (desk) => {
    const file = await desk.server().done<{ readonly agents: readonly object[] }>('GET', '/config');
    const agent = {
      id: desk.fresh('imported'),
      name: 'Imported',
      extension: desk.extension(),
    };
    return desk.asking('POST', '/config', { ...file, agents: [...file.agents, agent] });
  },
} as const satisfies Readonly<Record<string, SettingKind['ready']>>;

export const settingKinds: readonly SettingKind[] = [
  ...Object.entries<SettingKind['ready']>(kinds).map(([name, ready]) => ({ name, ready })),
  {
    name: 'agent made, with an idempotency key',
    isKeyed: true,
    ready: (desk) => {
      const headers = { 'idempotency-key': desk.fresh('key') };
      const agent = { name: desk.fresh('Agent'), extension: desk.extension() };
      return Promise.resolve(desk.asking('POST', '/agents', agent, headers));
    },
  },
  {
    name: 'line made, with an idempotency key',
    isKeyed: true,
    ready: (desk) => {
      const headers = { 'idempotency-key': desk.fresh('key') };
      return Promise.resolve(desk.asking('POST', '/lines', desk.line(), headers));
    },
  },
];
