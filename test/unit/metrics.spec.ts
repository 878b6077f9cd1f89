import 'reflect-metadata';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { AppModule } from '../../src/app.module';
import { AgentsService } from '../../src/features/agents/agents.service';
import { registrationTrunk } from '../../src/features/trunks/testing/trunks';
import { TrunkEntity } from '../../src/features/trunks/trunk.entity';
import { toRow } from '../../src/features/trunks/trunk.mapper';
import { sha256 } from '../../src/platform/access/admin-key';
import { Incidents } from '../../src/platform/incidents/incidents';
import { createLogger } from '../../src/platform/observability/logging.module';
import { countsOf, samplesOf } from '../../src/platform/observability/testing/samples';
import { parseSettings } from '../../src/platform/settings/settings';
import { SETTINGS, SettingsModule } from '../../src/platform/settings/settings.module';
import { openStore } from '../../src/platform/store/open-store';
import { Store } from '../../src/platform/store/store';
import {
  documentedMetrics,
  expressionsOfDashboard,
  expressionsOfRules,
  namedIn,
} from '../support/metric-documents';

const docs = resolve(__dirname, '../../docs');
const read = (name: string) => readFileSync(join(docs, name), 'utf8');
const documented = documentedMetrics(read('operation.md'));
const rules = read('prometheus/alerts.yml');
const dashboard = JSON.parse(read('grafana/baton.json')) as {
  readonly panels: readonly { readonly id: number; readonly type: string; readonly title: string }[];
};

let dir: string;
let app: INestApplication;
let registry: Registry;

/** The server with all that it consists of, and without Asterisk. */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'baton-metrics-'));
  const settings = parseSettings({ ARI_PASSWORD: 'x', DATA_DIR: dir, LOG_LEVEL: 'silent' });
  const module = AppModule.on({
    settings: {
      module: SettingsModule,
      global: true,
      providers: [{ provide: SETTINGS, useValue: settings }],
      exports: [SETTINGS],
    },
    logger: createLogger('silent'),
    store: await openStore(dir),
    adminKeyHash: sha256('the key of an administrator'),
    restrictedKeyHash: null,
  });
  app = await NestFactory.create(module, { logger: false, abortOnError: false });
  await app.init();
  registry = app.get(Registry);
});

afterAll(async () => {
  await app.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('the metrics', () => {
  it('stand in the documentation, each with its type and its labels, and no others do', () => {
    const ours = registry.getMetricsAsArray().filter(({ name }) => name.startsWith('baton_'));
    const inCode = ours.map((metric) => {
      const { labelNames = [] } = metric as unknown as { readonly labelNames?: readonly string[] };
      return `${metric.name} ${String(metric.type)} ${[...labelNames].join(' ')}`.trim();
    });
    const inDocs = documented.map(({ name, type, labels }) =>
      `${name} ${type} ${[...labels.keys()].join(' ')}`.trim(),
    );
    expect(inDocs.toSorted((a, b) => a.localeCompare(b))).toEqual(
      inCode.toSorted((a, b) => a.localeCompare(b)),
    );
  });

  it('are named as Prometheus asks for: what only grows is a total, and times are seconds', () => {
    for (const { name, type } of documented) {
      expect(name.endsWith('_total')).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });

  it('have no label that holds a number, a name, or what is not documented', async () => {
    const { id } = await app
      .get(AgentsService)
      .create({ name: 'Anna Berg', extension: '4711', status: 'away' });
    const store = app.get(Store);
    const phone = { user: 'anna-desk', agentId: id, kind: 'sip' } as const;
    await store.write(async (manager) => {
      await manager.insert('phones', phone);
      await manager.insert(TrunkEntity, toRow(registrationTrunk));
    });
    app.get(Incidents).tell({
      type: 'security.number-refused',
      detail: 'Told with whom it concerns.',
      source: '198.51.100.7',
      data: { by: id, rule: 'blocked-country', number: { type: 'number', number: '+4917155' }, line: id },
      key: 'Anna Berg',
    });
    const samples = (await samplesOf(registry)).filter(({ name }) => name.startsWith('baton_'));
    expect(await countsOf(registry, 'baton_agents')).toEqual(['offline: 1']);
    expect(await countsOf(registry, 'baton_phones')).toEqual(['no: 1']);
    expect(await countsOf(registry, 'baton_trunks')).toEqual(['unknown: 1']);
    expect(await countsOf(registry, 'baton_incidents_total')).toEqual(['security.number-refused: 1']);
    for (const { name, labels } of samples) {
      const { labels: known } = documentedOf(name) ?? { labels: new Map<string, readonly string[] | null>() };
      for (const [label, value] of Object.entries(labels)) {
        if (label === 'le') continue;
        expect(String(value)).toMatch(/^[a-z]+([ .-][a-z]+)*$/);
        expect(known.get(label) ?? [value]).toContain(value);
      }
    }
    const values = samples.flatMap(({ labels }) => Object.values(labels).map(String));
    for (const told of ['Anna', 'anna', 'Berg', 'carrier', id]) expect(values.join(' ')).not.toContain(told);
  });

  it('are told though the store cannot be read, without what would have to be read', async () => {
    jest.spyOn(app.get(Store).reader, 'createQueryBuilder').mockImplementation(() => {
      throw new Error('SQLITE_IOERR');
    });
    expect(await countsOf(registry, 'baton_phones')).toEqual([]);
    expect(await registry.metrics()).toMatch(/^baton_live_calls 0$/m);
    jest.restoreAllMocks();
    expect(await countsOf(registry, 'baton_phones')).toEqual(['no: 1']);
  });
});

/** @param sample with what a histogram puts behind its name */
function documentedOf(sample: string) {
  return documented.find(
    ({ name, type }) =>
      sample === name || (type === 'histogram' && sample.replace(/_(bucket|sum|count)$/, '') === name),
  );
}

describe.each([
  ['the alert rules', () => expressionsOfRules(rules)],
  ['the dashboard', () => expressionsOfDashboard(dashboard)],
])('%s', (_, expressions) => {
  it('name only metrics that the server tells, by labels and values that these have', () => {
    const others = registry.getMetricsAsArray().map(({ name }) => name);
    const named = expressions().flatMap(namedIn);
    expect(named.length).toBeGreaterThan(20);
    const faults: string[] = [];
    for (const { name, matchers } of named) {
      const metric = documentedOf(name);
      if (!metric && name !== 'up' && !others.includes(name)) faults.push(`there is no ${name}`);
      for (const [label, , value] of matchers) {
        if (label === 'instance' || label === 'job') continue;
        const values = metric?.labels.get(label);
        if (values === undefined) faults.push(`${name} has no label ${label}`);
        const unknown = value.split('|').filter((one) => values && !values.includes(one));
        for (const one of unknown) faults.push(`${label} of ${name} is never ${one}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

describe('the alert rules', () => {
  it('each say how much it matters, what has happened and what to do', () => {
    const each = rules.split(/^ +- alert: /m).slice(1);
    expect(each).toHaveLength(expressionsOfRules(rules).length);
    expect(each.length).toBeGreaterThan(20);
    for (const rule of each) {
      expect(rule).toMatch(/^ +labels: \{ severity: (critical|warning) \}$/m);
      expect(rule).toMatch(/^ +summary: .{10}/m);
      expect(rule).toMatch(/^ +description: ./m);
    }
  });

  it('have names of their own', () => {
    const names = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the dashboard', () => {
  it('is in groups, each panel has an id and a data source that can be chosen', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual([
      'Calls',
      'Transfers',
      'Sound',
      'Asterisk',
      'Store',
      'Agents and trunks',
      'Process',
    ]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const sources = [...JSON.stringify(dashboard).matchAll(/"uid":"([^"]*)"/g)].map(([, uid]) => uid);
    expect(new Set(sources)).toEqual(new Set(['${datasource}', 'baton-operation']));
  });

  it('shows every metric of ours', () => {
    const shown = expressionsOfDashboard(dashboard).flatMap(namedIn);
    const names = new Set(shown.map(({ name }) => documentedOf(name)?.name));
    expect(documented.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('an expression', () => {
  it.each([
    ['up{job="baton"} == 0', ['up job=baton']],
    ['min by (instance) (a{b="c"}) == 0', ['a b=c']],
    ['histogram_quantile(0.95, sum by (le) (rate(a_bucket{x=~"$i",r="d"}[10m]))) > 1', ['a_bucket x=$i r=d']],
    ['sum(rate(a[$__rate_interval])) / sum(b) unless on (instance) (c > 0 or d > 0)', ['a', 'b', 'c', 'd']],
    ['label_values(baton_live_calls, instance)', ['baton_live_calls']],
  ])('%s names %j', (expression, names) => {
    const found = namedIn(expression).map(({ name, matchers }) =>
      [name, ...matchers.map(([label, , value]) => `${label}=${value}`)].join(' '),
    );
    expect(found).toEqual(names);
  });
});
