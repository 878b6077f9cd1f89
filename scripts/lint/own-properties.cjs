// @ts-check
'use strict';

const ts = require('typescript');
const { ESLintUtils } = require('@typescript-eslint/utils');

/** @import { TSESTree } from '@typescript-eslint/utils' */

/** Types of which every value is a key that no prototype has, or that the code itself has written down. */
const CLOSED =
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.StringLiteral |
  ts.TypeFlags.Never;

const REFLECTING = new Set(['get', 'set', 'has', 'defineProperty', 'deleteProperty']);

/**
 * Forbids to ask an object for a property whose name is any text. A plain object has more names than were put into it:
 * `constructor`, `toString`, `valueOf`, and `__proto__`, which is another object when it is read and changes all the others
 * when it is written. Texts are what comes from outside. A name that is a number, a symbol or one of a union of literals is
 * as the code says, and so is allowed.
 */
module.exports = ESLintUtils.RuleCreator.withoutDocs({
  meta: {
    type: 'problem',
    docs: { description: 'Requires own-property look-ups wherever a key is any text' },
    schema: [],
    messages: {
      lookUp:
        '{{key}} may be `constructor` or `__proto__`, which every object has: use `own()` (src/core/own.ts), or a Map.',
      inherited: '`for … in` goes through what is inherited as well: use Object.entries.',
      assign:
        'Object.assign sets the prototype where the source has `__proto__`, as JSON may: spread it instead.',
    },
  },
  defaultOptions: [],
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const checker = services.program.getTypeChecker();

    /** @param {import('typescript').Type} type @returns {boolean} */
    function isClosed(type) {
      const of = checker.getBaseConstraintOfType(type) ?? type;
      return of.isUnion() ? of.types.every(isClosed) : (of.flags & CLOSED) !== 0;
    }

    /** @param {TSESTree.Node} key */
    function refuseOpen(key) {
      if (isClosed(services.getTypeAtLocation(key))) return;
      context.report({ node: key, messageId: 'lookUp', data: { key: context.sourceCode.getText(key) } });
    }

    /** @param {TSESTree.Node} source */
    function mayHaveAnyKey(source) {
      const type = services.getTypeAtLocation(source);
      const isAnything = (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
      return isAnything || checker.getIndexInfoOfType(type, ts.IndexKind.String) !== undefined;
    }

    /** @param {TSESTree.CallExpression} call @param {string} object @returns {string | undefined} */
    function methodOf({ callee }, object) {
      if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
      if (callee.object.name !== object || callee.property.type !== 'Identifier') return undefined;
      return callee.property.name;
    }

    return {
      MemberExpression({ computed, property }) {
        if (computed) refuseOpen(property);
      },
      "BinaryExpression[operator='in']"(/** @type {TSESTree.BinaryExpression} */ { left }) {
        if (left.type !== 'PrivateIdentifier') refuseOpen(left);
      },
      'ObjectPattern > Property[computed=true]'(/** @type {TSESTree.Property} */ { key }) {
        refuseOpen(key);
      },
      ForInStatement(node) {
        context.report({ node, messageId: 'inherited' });
      },
      CallExpression(call) {
        const [, key] = call.arguments;
        if (key && REFLECTING.has(methodOf(call, 'Reflect') ?? '')) refuseOpen(key);
        if (methodOf(call, 'Object') !== 'assign') return;
        for (const source of call.arguments.slice(1))
          if (mayHaveAnyKey(source)) context.report({ node: source, messageId: 'assign' });
      },
    };
  },
});
