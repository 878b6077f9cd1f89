/** The layer rules of CONTRIBUTING.md, checked by `npm run check`. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment:
        'The core holds pure functions: of packages the plans of phone numbers alone, and of the other wings nothing.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '/testing/|\\.spec\\.ts$' },
      to: { path: '^(src/(?!core/)|node_modules/(?!libphonenumber-js/))' },
    },
    {
      name: 'core-does-no-io',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'platform-knows-no-feature',
      comment: 'The wings, from below: core, platform, features, asterisk. Imports lead down only.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/(?!core/|platform/)' },
    },
    {
      name: 'asterisk-stands-on-top',
      comment:
        'A feature has ports; what fills them in is src/asterisk, which only app.module.ts puts in their place.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/asterisk/|^src/app\\.module\\.ts$|\\.spec\\.ts$' },
      to: { path: '^src/asterisk/' },
    },
    {
      name: 'ports-know-no-http',
      comment: 'What is not possible is a Refused with a code; src/platform/http gives it a status.',
      severity: 'error',
      from: { path: '^src/(core|asterisk)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/platform/http/' },
    },
    {
      name: 'only-ari-speaks-to-the-wire',
      comment:
        'ws towards Asterisk and the HTTP client live in src/asterisk/client; the live event socket is the one server.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(asterisk/client|features/event-socket)/' },
      to: { path: '^node_modules/(ws|undici)/' },
    },
    {
      name: 'only-the-guard-dials-outside',
      comment: 'What leads outside is made where it is judged: src/features/dial-guard.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/features/dial-guard/dial-guard\\.ts$' },
      to: { path: '^src/core/call/number-via\\.ts$' },
    },
    {
      name: 'a-feature-keeps-its-entity',
      comment: "A feature never imports another feature's entity: ask its service.",
      severity: 'error',
      from: { path: '^src/([^/]+/[^/]+)/' },
      to: { path: '^src/.*\\.entity\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'src-does-not-know-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '(^|/)(dist|\\.asterisk|data)/' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
