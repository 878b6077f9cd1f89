import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

export interface WrittenExpression {
  /** `src/platform/http/fields.ts:13` */
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

export interface Written {
  readonly expressions: readonly WrittenExpression[];
  /** Where one is put together while the program runs, which nobody can judge from here. */
  readonly built: readonly string[];
}

/** Methods of a text that make a regular expression of another text. */
const building = new Set(['match', 'matchAll', 'search']);

/** Every regular expression in the programs of these folders; tests are no programs. */
export function expressionsIn(root: string, folders: readonly string[]): Written {
  const found = folders
    .flatMap((folder) => programsIn(join(root, folder)))
    .map((file) => readOne(file, relative(root, file)));
  return {
    expressions: found.flatMap(({ expressions }) => expressions),
    built: found.flatMap(({ built }) => built),
  };
}

function programsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(ts|mjs|cjs)$/.test(entry.name) && !/\.spec\.ts$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name));
}

function readOne(file: string, name: string): Written {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const expressions: WrittenExpression[] = [];
  const built: string[] = [];
  const placeOf = (node: ts.Node) =>
    `${name}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      expressions.push({
        place: placeOf(node),
        source: node.text.slice(1, end),
        flags: node.text.slice(end + 1),
      });
    }
    if (buildsOne(node)) built.push(placeOf(node));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { expressions, built };
}

function buildsOne(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const { expression: called, arguments: [first] = [] } = node;
  if (ts.isIdentifier(called)) return called.text === 'RegExp';
  // A text is made into one as it is given, and so is what only its name is known of.
  return (
    ts.isPropertyAccessExpression(called) &&
    building.has(called.name.text) &&
    first !== undefined &&
    !ts.isRegularExpressionLiteral(first)
  );
}
