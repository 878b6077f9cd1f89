// Four projects, by what they need:
//   unit        nothing but Node (specs beside the code); seconds
//   simulation  the core against a simulated Asterisk, and every state it can reach; about a minute
//   contract    a real Asterisk, no phones (the ARI adapter against the server)
//   e2e         a real Asterisk and real SIP phones
const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  // SIP.js, of the test phones, is published as ES modules only.
  transform: { '^.+\\.ts$': '@swc/jest', '/node_modules/sip\\.js/.+\\.js$': '@swc/jest' },
  transformIgnorePatterns: ['/node_modules/(?!sip\\.js/)'],
  // The copies of `npm run test:node`.
  modulePathIgnorePatterns: ['<rootDir>/.nodes/'],
  moduleFileExtensions: ['ts', 'js', 'json', 'node'],
};

module.exports = {
  // A test that says nothing of its own time asserts none; a busy machine is no reason to fail.
  testTimeout: 30_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/unit/**/*.spec.ts'],
    },
    {
      ...common,
      displayName: 'simulation',
      testMatch: ['<rootDir>/test/simulation/**/*.spec.ts', '<rootDir>/test/model/**/*.spec.ts'],
    },
    { ...common, displayName: 'contract', testMatch: ['<rootDir>/test/contract/**/*.spec.ts'] },
    { ...common, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
  ],
};
