import { testAbuse } from '../abuse/abuse';

/** A small share of `npm run test:abuse`, always the same: seed and number are printed with what went wrong. */
it('lets nobody in, breaks nothing and disturbs no call, whatever is sent to it', async () => {
  const said: string[] = [];
  const outcome = await testAbuse({ seed: 1, requests: 1_000, print: (line) => said.push(line) });
  const { requests, ...wrong } = outcome;
  expect({ ...wrong, said: wrong.failures.length > 0 ? said : [] }).toEqual({
    serverErrors: 0,
    disturbed: 0,
    letIn: 0,
    failures: [],
    said: [],
  });
  expect(requests).toBeGreaterThanOrEqual(1_000);
}, 120_000);
