import { cellOf, FaultLedger } from './fault-ledger';
import { emptyCells, enoughFaults, tableOf } from './fault-table';
import type { Fault } from './script';

const none = new Set<string>();
const since = { since: 0, nth: 1, ms: 0 };
const lostRequest: Fault = { on: 'request', what: 'lost', ...since };
const lostEvent: Fault = { on: 'event', what: 'lost', ...since };
const cut: Fault = { on: 'time', what: 'cut', at: 0, ms: 0 };
const join = { type: 'join', about: 'join a' };
const gone = { type: 'gone', about: 'report 1' };

function told(tell: (ledger: FaultLedger) => void, ended = none) {
  const ledger = new FaultLedger();
  tell(ledger);
  return Object.keys(ledger.cells(ended)).map((cell) => cell.split(' | ').at(-1));
}

describe('what became of what a fault has met', () => {
  const strikes = (ledger: FaultLedger) => {
    ledger.asks('request', join);
    ledger.strikes(lostRequest, join);
  };

  it.each<[string, (ledger: FaultLedger) => void]>([
    ['dropped', () => undefined],
    ['dropped', (ledger) => ledger.asks('request', { ...join, about: 'join b' })],
    ['done', (ledger) => ledger.does('join a')],
    ['again', (ledger) => ledger.asks('request', join)],
    ['again', (ledger) => (ledger.asks('request', join), ledger.does('join a'))],
  ])('is, of what was asked for: %s', (outcome, then) => {
    expect(told((ledger) => (strikes(ledger), then(ledger)))).toEqual([outcome]);
  });

  it.each<[string, (ledger: FaultLedger) => void]>([
    ['missed', () => undefined],
    ['seen', (ledger) => ledger.looks()],
    ['heard', (ledger) => ledger.does('report 1')],
    ['heard', (ledger) => (ledger.looks(), ledger.does('report 1'))],
  ])('is, of what was reported: %s', (outcome, then) => {
    expect(told((ledger) => (ledger.strikes(lostEvent, gone), then(ledger)))).toEqual([outcome]);
  });

  it('is, of a call, that it went on, or that it ended with Asterisk', () => {
    const struck = (ledger: FaultLedger) => ledger.strikes(cut, { type: 'talking', about: 'c1' });
    expect(told(struck)).toEqual(['went on']);
    expect(told(struck, new Set(['c1']))).toEqual(['ended']);
  });
});

describe('the table', () => {
  const cells = {
    [cellOf('request lost', 'join', 'again')]: 3,
    [cellOf('request lost', 'join', 'dropped')]: 1,
    [cellOf('time cut', 'talking', 'went on')]: 2,
  };

  it('counts each fault by what it has met', () => {
    const row = (of: string) =>
      tableOf(cells)
        .find((line) => line.startsWith(`${of} `))
        ?.split(/\s+/);
    expect(row('join')).toEqual(['join', '.', '.', '3/0/1', '.', '.', '.', '.']);
    expect(row('talking')).toEqual(['talking', '.', '2/0', '.']);
  });

  it('names what must occur and has not, once there were enough faults to tell', () => {
    expect(emptyCells(cells, enoughFaults - 1)).toEqual([]);
    const empty = emptyCells(cells, enoughFaults);
    expect(empty).toContain('request crash-before | join | again');
    expect(empty).toContain('request refused | anything | dropped');
    expect(empty).not.toContain('request lost | anything | again');
    expect(empty).not.toContain('time cut | talking | went on');
  });

  it('needs nothing that it has no row and column for', () => {
    const rows = tableOf({});
    for (const cell of emptyCells({}, enoughFaults)) {
      const [fault = '', met = '', outcome = ''] = cell.split(' | ');
      const [on = '', what = ''] = fault.split(' ');
      const header = rows.find((row) => row.startsWith(`${on}: `)) ?? '';
      expect([header, cell]).toEqual([
        expect.stringMatching(new RegExp(`[:/ ]${outcome}[/ ].* ${what}( |$)`)),
        cell,
      ]);
      if (met !== 'anything') expect(rows.some((row) => row.startsWith(`${met} `))).toBe(true);
    }
  });
});
