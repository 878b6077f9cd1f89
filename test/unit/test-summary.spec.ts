import { summarise } from '../../scripts/lib/test-summary.cjs';

const result = (counts: object) =>
  JSON.stringify({
    numPassedTests: 5,
    numFailedTests: 0,
    numRuntimeErrorTestSuites: 0,
    success: true,
    ...counts,
  });

describe('summarise', () => {
  it.each([
    ['all pass', result({}), '5 passed, 0 failed', true],
    ['one fails', result({ numFailedTests: 1, success: false }), '5 passed, 1 failed', false],
    [
      'a file cannot be compiled',
      result({ numRuntimeErrorTestSuites: 1, success: false }),
      '5 passed, 1 failed',
      false,
    ],
    ['none ran', result({ numPassedTests: 0 }), '0 passed, 0 failed', false],
    ['Jest says no for another reason', result({ success: false }), '5 passed, 0 failed', false],
    ['Jest wrote nothing', '', '0 passed, 1 failed', false],
  ])('when %s', (_name, json, line, ok) => {
    expect(summarise(json)).toEqual({ line, ok });
  });
});
