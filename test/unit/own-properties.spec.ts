import { resolve } from 'node:path';
import { RuleTester } from 'eslint';
import { parser } from 'typescript-eslint';
import rule from '../../scripts/lint/own-properties.cjs';

const tsconfigRootDir = resolve(__dirname, '../..');
const tester = new RuleTester({
  languageOptions: {
    parser,
    parserOptions: { projectService: { allowDefaultProject: ['*.ts'] }, tsconfigRootDir },
  },
});

const filename = resolve(tsconfigRootDir, 'asked.ts');
const given = `
  declare const record: Readonly<Record<string, number>>;
  declare const text: string;
  declare const anything: any;
  declare const fixed: { readonly on: 1; readonly off: 2 };
  declare const which: 'on' | 'off';
  declare const numbered: Record<number, string>;
  declare const list: readonly string[];
  declare const index: number;
  declare const mark: unique symbol;
  declare const marked: { [mark]: 1 };
  enum Colour { Red = 'red' }
  declare const coloured: Record<Colour, 1>;
  declare const colour: Colour;
`;

const allowed: readonly string[] = [
  'list[index];',
  'list[0];',
  'list.at(-1);',
  'numbered[index];',
  'fixed[which];',
  "record['on'];",
  'record.on;',
  'marked[mark];',
  'coloured[colour];',
  'new Map<string, number>().get(text);',
  'Object.hasOwn(record, text);',
  "'on' in record;",
  'const { on } = record;',
  'const made = { [text]: 1 };',
  'Object.assign(new Error(), { code: 1 });',
  "Reflect.get(record, 'on');",
  'for (const [name, value] of Object.entries(record)) ;',
  'function pick<K extends "on" | "off">(key: K) { return fixed[key]; }',
];

const refused: readonly (readonly [string, string])[] = [
  ['record[text];', 'lookUp'],
  ['record[text.trim()];', 'lookUp'],
  ['record[`${text}/${index}`];', 'lookUp'],
  ['record[anything];', 'lookUp'],
  ["record[text ?? 'on'];", 'lookUp'],
  ['const writable: Record<string, number> = {}; writable[text] = 1;', 'lookUp'],
  ['const writable: Record<string, number> = {}; delete writable[text];', 'lookUp'],
  ['anything[text];', 'lookUp'],
  ['fixed[text as keyof typeof fixed & string | `-${string}`];', 'lookUp'],
  ['text in record;', 'lookUp'],
  ['const { [text]: value } = record;', 'lookUp'],
  ['Reflect.get(record, text);', 'lookUp'],
  ['Reflect.has(record, text);', 'lookUp'],
  ['function pick<K extends string>(keys: Record<K, 1>, key: K) { return keys[key]; }', 'lookUp'],
  ['function pick<T extends object>(item: T, key: keyof T) { return item[key]; }', 'lookUp'],
  ['function pick<T, K extends keyof T>(item: T, key: K) { return item[key]; }', 'lookUp'],
  ['for (const name in record) ;', 'inherited'],
  ['Object.assign({}, JSON.parse(text));', 'assign'],
  ['Object.assign({}, record);', 'assign'],
];

tester.run('own-properties', rule as never, {
  valid: allowed.map((code) => ({ code: given + code, filename, name: code })),
  invalid: refused.map(([code, messageId]) => ({
    code: given + code,
    filename,
    name: code,
    errors: [{ messageId }],
  })),
});
