import type { Baton } from '../../test/support/baton';
import type { Company } from './fill';

/** A list as it is asked for. */
export interface List {
  readonly name: string;
  /** The address of the nth request: no two in a row ask for the same, where that is possible. */
  readonly path: (nth: number) => string;
  /** With which key; default: the administrator's. */
  readonly key?: string;
  /** `nothing`: that it finds nothing is how it is meant. */
  readonly finds?: 'nothing';
}

const texts = ['anna', 'ÖZLEM', 'łuk', 'ren 4', '12', '498'];
const pick = <T>(all: readonly T[], nth: number): T => all[nth % all.length] as T;

export async function listsOf(baton: Baton, company: Company): Promise<readonly List[]> {
  return [
    ...(await peopleLists(baton, company)),
    ...(await trunkAndMusicLists(baton, company)),
    ...(await callLists(baton, company)),
    ...(await auditLists(baton, company)),
    ...(await incidentLists(baton, company)),
  ];
}

async function peopleLists(baton: Baton, { lines }: Company): Promise<readonly List[]> {
  const all: List[] = [];
  const sorts = {
    agents: ['created', '-name', 'extension', 'status'],
    lines: ['created', '-name', 'number', 'trunk'],
    'ring-groups': ['created', '-name'],
    users: ['created', '-name', 'role'],
  };
  for (const [kind, keys] of Object.entries(sorts)) {
    for (const sort of keys) {
      all.push({ name: `${kind} by ${sort}`, path: () => `/${kind}?sort=${sort}` });
      const cursor = await deepIn(baton, `/${kind}?sort=${sort}&limit=200`, 24);
      all.push({ name: `${kind} by ${sort}, page 97`, path: () => `/${kind}?sort=${sort}&cursor=${cursor}` });
    }
    all.push(
      { name: `${kind}, 200 of them`, path: () => `/${kind}?limit=200` },
      {
        name: `${kind} that contain a text`,
        path: (nth) => `/${kind}?q=${encodeURIComponent(pick(texts, nth))}`,
      },
      {
        name: `${kind} by -name that contain a text`,
        path: (nth) => `/${kind}?sort=-name&q=${encodeURIComponent(pick(texts, nth))}`,
      },
      { name: `${kind} that there are none of`, path: () => `/${kind}?q=nobody`, finds: 'nothing' },
    );
  }
  return [
    ...all,
    {
      name: 'agents of a status',
      path: (nth) => `/agents?status=${pick(['away', 'available'], nth)}&sort=name`,
    },
    { name: 'agents of a line', path: (nth) => `/agents?line=${pick(lines, nth)}&sort=name` },
    { name: 'lines of a trunk', path: (nth) => `/lines?trunk=trunk-${nth % 20}&sort=-name` },
    { name: 'ring-groups that are active', path: () => '/ring-groups?active=true&sort=name' },
    { name: 'users of a role', path: () => '/users?role=supervisor&sort=name' },
    { name: 'api-keys', path: () => '/api-keys?sort=-name', finds: 'nothing' },
  ];
}

async function trunkAndMusicLists(baton: Baton, { musicClasses }: Company): Promise<readonly List[]> {
  const all: List[] = [];
  const searched = { trunks: ['trunk-4', '99'], 'music-classes': ['class-1', '99'] };
  for (const [kind, found] of Object.entries(searched)) {
    for (const sort of ['created', '-name']) {
      const cursor = await deepIn(baton, `/${kind}?sort=${sort}`, 2);
      all.push(
        { name: `${kind} by ${sort}`, path: () => `/${kind}?sort=${sort}` },
        { name: `${kind} by ${sort}, page 3`, path: () => `/${kind}?sort=${sort}&cursor=${cursor}` },
      );
    }
    all.push(
      { name: `${kind}, 200 of them`, path: () => `/${kind}?limit=200` },
      { name: `${kind} that contain a text`, path: (nth) => `/${kind}?sort=-name&q=${pick(found, nth)}` },
      { name: `${kind} that there are none of`, path: () => `/${kind}?q=nobody`, finds: 'nothing' },
    );
  }
  return [
    ...all,
    { name: 'trunks of a kind', path: () => '/trunks?kind=ip&sort=name&limit=200' },
    { name: 'files of a music class', path: (nth) => `/music-classes/${pick(musicClasses, nth)}/files` },
  ];
}

async function callLists(
  baton: Baton,
  { agents, lines, numbers, startMs, endMs }: Company,
): Promise<readonly List[]> {
  const [agent, line, number] = [pick(agents, 0), pick(lines, 0), pick(numbers, 0)];
  const timeOf = (share: number): string => new Date(startMs + share * (endMs - startMs)).toISOString();
  const window = (nth: number): string => {
    const share = 0.1 + (nth % 40) / 50;
    return `from=${timeOf(share)}&to=${timeOf(share + 0.001)}`;
  };
  const half = await deepIn(baton, `/calls?state=all&to=${timeOf(0.5)}`, 1);
  const { key } = await baton.done<{ key: string }>('POST', '/api-keys', { name: 'a', role: 'agent', agent });
  const others = await baton.done<{ key: string }>('POST', '/api-keys', {
    name: 'b',
    role: 'agent',
    agent: pick(agents, 7),
  });
  const ofAgent = await deepIn(baton, `/calls?state=all&agent=${agent}&to=${timeOf(0.2)}`, 1);
  return [
    { name: 'calls that go on', path: () => '/calls', finds: 'nothing' },
    {
      name: 'calls that go on, of a line',
      path: (nth) => `/calls?line=${pick(lines, nth)}`,
      finds: 'nothing',
    },
    { name: 'calls', path: () => '/calls?state=all' },
    { name: 'calls, 200 of them', path: () => '/calls?state=all&limit=200' },
    { name: 'calls, oldest first', path: () => '/calls?state=all&sort=started' },
    { name: 'calls, half way down', path: () => `/calls?state=all&cursor=${half}` },
    { name: 'calls that have ended', path: () => '/calls?state=ended' },
    { name: 'calls that have ended, half way down', path: () => `/calls?state=ended&cursor=${half}` },
    { name: 'calls of a day', path: (nth) => `/calls?state=all&${window(nth)}` },
    { name: 'calls of a day, oldest first', path: (nth) => `/calls?state=ended&sort=started&${window(nth)}` },
    { name: 'calls of a line', path: (nth) => `/calls?state=all&line=${pick(lines, nth)}` },
    { name: 'calls of a busy line', path: () => `/calls?state=ended&line=${line}` },
    {
      name: 'calls of a busy line and a day',
      path: (nth) => `/calls?state=ended&line=${line}&${window(nth)}`,
    },
    { name: 'calls of an agent', path: (nth) => `/calls?state=all&agent=${pick(agents, nth)}` },
    { name: 'calls of a busy agent', path: () => `/calls?state=ended&agent=${agent}` },
    {
      name: 'calls of a busy agent, far down',
      path: () => `/calls?state=all&agent=${agent}&cursor=${ofAgent}`,
    },
    {
      name: 'calls of a busy agent and a day',
      path: (nth) => `/calls?state=all&agent=${agent}&${window(nth)}`,
    },
    { name: 'calls of a busy agent that go on', path: () => `/calls?agent=${agent}`, finds: 'nothing' },
    {
      name: 'calls of a busy agent on a line',
      path: () => `/calls?state=all&agent=${agent}&line=${pick(lines, 50)}`,
    },
    { name: 'calls with a number', path: (nth) => `/calls?state=all&number=${pick(numbers, nth)}` },
    { name: 'calls with a busy number', path: () => `/calls?state=ended&number=%2B${number}` },
    {
      name: 'calls with a busy number, of an agent',
      path: () => `/calls?state=all&number=${number}&agent=${agent}`,
    },
    { name: "a busy agent's own calls", path: () => '/calls?state=all', key },
    { name: "a busy agent's own calls of a day", path: (nth) => `/calls?state=ended&${window(nth)}`, key },
    { name: "an agent's own calls", path: () => '/calls?state=all', key: others.key },
    { name: "an agent's own calls that go on", path: () => '/calls', key: others.key, finds: 'nothing' },
  ];
}

async function auditLists(baton: Baton, { agents, startMs, endMs }: Company): Promise<readonly List[]> {
  const timeOf = (share: number): string => new Date(startMs + share * (endMs - startMs)).toISOString();
  const half = await deepIn(baton, `/audit?to=${timeOf(0.5)}`, 1);
  const { items } = await baton.done<{ items: readonly { by: { id: string } }[] }>(
    'GET',
    `/audit?to=${timeOf(0.9)}`,
  );
  return [
    { name: 'audit', path: () => '/audit' },
    { name: 'audit, half way down', path: () => `/audit?cursor=${half}` },
    { name: 'audit of a user', path: (nth) => `/audit?by=${pick(items, nth).by.id}` },
    { name: 'audit of an action', path: () => '/audit?action=PATCH%20/agents/:id' },
    {
      name: 'audit of an action at a time',
      path: (nth) => `/audit?action=PATCH%20/agents/:id&to=${timeOf(0.1 + (nth % 40) / 50)}`,
    },
    {
      name: 'audit of an address',
      path: (nth) => `/audit?path=/api/v1/agents/${pick(agents, nth - (nth % 10))}`,
    },
    { name: 'audit of whoever asks from an address', path: (nth) => `/audit?address=10.0.0.${nth % 200}` },
    {
      name: 'audit of a day',
      path: (nth) => `/audit?from=${timeOf((nth % 40) / 50)}&to=${timeOf((nth % 40) / 50 + 0.001)}&sort=time`,
    },
  ];
}

async function incidentLists(baton: Baton, { startMs, endMs }: Company): Promise<readonly List[]> {
  const timeOf = (share: number): string => new Date(startMs + share * (endMs - startMs)).toISOString();
  const half = await deepIn(baton, `/incidents?to=${timeOf(0.5)}`, 1);
  return [
    { name: 'incidents', path: () => '/incidents' },
    { name: 'incidents, 200 of them, oldest first', path: () => '/incidents?limit=200&sort=time' },
    { name: 'incidents, half way down', path: () => `/incidents?cursor=${half}` },
    { name: 'incidents of a type', path: () => '/incidents?type=security.locked-out' },
    { name: 'incidents from an address', path: (nth) => `/incidents?source=192.0.2.${nth % 250}` },
    {
      name: 'incidents of a type from an address',
      path: (nth) => `/incidents?type=security.locked-out&source=192.0.2.${(nth % 12) * 20}`,
    },
    {
      name: 'incidents of a day',
      path: (nth) => `/incidents?from=${timeOf((nth % 40) / 50)}&to=${timeOf((nth % 40) / 50 + 0.001)}`,
    },
    {
      name: 'incidents of a type that there is none of',
      path: () => '/incidents?type=store.full',
      finds: 'nothing',
    },
  ];
}

/** The cursor behind so many pages. */
async function deepIn(baton: Baton, path: string, pages: number): Promise<string> {
  let cursor = '';
  for (let page = 0; page < pages; page += 1) {
    const after = cursor === '' ? '' : `&cursor=${cursor}`;
    const { nextCursor } = await baton.done<{ nextCursor?: string }>('GET', path + after);
    if (nextCursor === undefined) throw new Error(`${path} has only ${page + 1} pages`);
    cursor = nextCursor;
  }
  return cursor;
}
