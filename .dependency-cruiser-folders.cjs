const { options } = require('./.dependency-cruiser.cjs');

/** No folder reaches itself again, checked by `npm run check`. Tests are left out: they may stand beside what they put together. */
module.exports = {
  forbidden: [
    { name: 'no-circular-folders', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
  ],
  options: {
    ...options,
    exclude: { path: '(^|/)(node_modules|dist|\\.asterisk|data|testing)/|\\.spec\\.ts$' },
  },
};
