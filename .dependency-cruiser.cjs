/** The layer rules of CONTRIBUTING.md, checked by `npm run check`. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      comment: 'A domain folder holds pure functions: no framework, no store, no ARI, no Node I/O.',
      severity: 'error',
      from: { path: '^src/[^/]+/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^(src/(ari|pbx|persistence|config|events|observability|access)/|node_modules/(@nestjs|typeorm|ws|undici|pino))',
      },
    },
    {
      name: 'domain-does-no-io',
      severity: 'error',
      from: { path: '^src/[^/]+/domain/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-ari-speaks-to-the-wire',
      comment:
        'ws towards Asterisk and the HTTP client live in src/ari; the live event socket is the one server.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(ari|events)/' },
      to: { path: '^node_modules/(ws|undici)/' },
    },
    {
      name: 'only-pbx-knows-ari',
      comment: 'The rest of Baton sees Asterisk through the port in src/pbx.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(ari|pbx)/|^src/app\\.module\\.ts$' },
      to: { path: '^src/ari/' },
    },
    {
      name: 'a-feature-keeps-its-entity',
      comment: "A feature never imports another feature's entity: ask its service.",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/([^/]+)/.*\\.entity\\.ts$', pathNot: '^src/$1/' },
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
