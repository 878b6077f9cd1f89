import type { PinoLogger } from 'nestjs-pino';
import { Registry } from 'prom-client';
import type { Call } from '../../core/call/call';
import { rules } from '../../core/call/rules';
import { Story } from '../../core/call/testing/story';
import type { Incident } from '../../platform/events/incident';
import type { Incidents } from '../../platform/incidents/incidents';
import { BrokenRules } from './broken-rules';

const { call } = Story.talking().introduces('mobile');

function told(...calls: readonly Call[]) {
  const incidents: Incident[] = [];
  const lines: string[] = [];
  const metrics = new Registry();
  const logger = { logger: { error: (line: object) => lines.push(JSON.stringify(line)) } };
  const brokenRules = new BrokenRules(
    { tell: (incident: Incident) => incidents.push(incident) } as unknown as Incidents,
    metrics,
    logger as unknown as PinoLogger,
  );
  for (const one of calls) brokenRules.tell(one, { rule: 'secret-shown', leg: 'baton-call-5' });
  return { incidents, lines, metrics };
}

it('is an incident, one for each rule and call', () => {
  const { incidents } = told(call, { ...call, id: 'other' });
  expect(incidents).toMatchObject([
    { type: 'calls.rule-broken', key: 'secret-shown call', data: { callId: 'call', rule: 'secret-shown' } },
    { type: 'calls.rule-broken', key: 'secret-shown other' },
  ]);
});

it('is logged with the facts, in which no number and no name of a person stands', () => {
  const { lines } = told(call);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    callId: 'call',
    rule: 'secret-shown',
    facts: {
      id: 'call',
      attempt: { kind: 'warm' },
      legs: [{ state: 'up' }, { state: 'up' }, { state: 'wanted' }],
    },
  });
  for (const secret of ['4917155', '4917199', 'Kim', '"name"']) expect(lines[0]).not.toContain(secret);
});

it('is counted by its name, and every name is there from the start', async () => {
  const { metrics } = told(call, call);
  const text = await metrics.getSingleMetricAsString('baton_broken_rules_total');
  expect(text).toContain('baton_broken_rules_total{rule="secret-shown"} 2');
  for (const rule of Object.keys(rules)) expect(text).toContain(`{rule="${rule}"}`);
});
