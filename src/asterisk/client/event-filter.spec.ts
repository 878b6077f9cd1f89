import { sentFilter } from './event-filter';

describe('sentFilter', () => {
  it('never keeps from the client that it was replaced', () => {
    const dial = { type: 'Dial' };
    const replaced = { type: 'ApplicationReplaced' };
    expect(sentFilter({ allowed: [dial] })).toEqual({ allowed: [dial, replaced] });
    expect(sentFilter({ disallowed: [dial, replaced] })).toEqual({ disallowed: [dial] });
    expect(sentFilter({})).toEqual({});
  });
});
