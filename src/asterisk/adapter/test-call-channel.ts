export const OF_TEST_CALLS = 'trunk-test-';

/** A channel of a test call is in our application as well, and no call's. */
export const isTestCall = (channel: string): boolean => channel.startsWith(OF_TEST_CALLS);
