import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A word that hides who is meant. */
export interface BadWord {
  /** From 1. */
  readonly line: number;
  readonly word: string;
}

/** A part of a file that people read, and where in the file it begins. */
interface Prose {
  readonly at: number;
  readonly text: string;
}

const pronoun = /\b(?:he|him|his|himself|she|her|hers|herself)\b/gi;
/** A capital letter tells that a sentence begins with it. */
const bareWho = /\b(?:Who|Whom)\b/g;

/** Our programs, and documents everywhere, by their path from the root. */
export function filesThatAreRead(root: string): readonly string[] {
  const below = ['src', 'docs'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );
  const isGenerated = (file: string): boolean => file.startsWith('src/asterisk/client/generated/');
  return [...below, ...readdirSync(root)].filter((file) => /\.(?:ts|md)$/.test(file) && !isGenerated(file));
}

/** Pronouns that leave open who is meant, and sentences that begin with a bare "Who", in comments, strings and documents. */
export function badWordsIn(file: string, text: string): readonly BadWord[] {
  // To take a program apart takes milliseconds, and hardly one has such a word anywhere.
  if (text.search(pronoun) === -1 && text.search(bareWho) === -1) return [];
  const prose = file.endsWith('.md') ? [{ at: 0, text: proseOfDocument(text) }] : proseOfProgram(text);
  return prose.flatMap(({ at, text: read }) =>
    [
      ...read.matchAll(pronoun),
      ...[...read.matchAll(bareWho)].filter(({ index }) => !asks(read.slice(index))),
    ]
      .sort((one, other) => one.index - other.index)
      .map(({ index, 0: word }) => ({ line: text.slice(0, at + index).split('\n').length, word })),
  );
}

/** Whether the first sentence of this text is a question. */
function asks(text: string): boolean {
  return /^[^.!?|]*\?/.test(text);
}

/** Each comment and string as long as it is written, so that its lines can be told. */
function proseOfProgram(text: string): readonly Prose[] {
  const { expressions, templateParts } = ambiguousIn(text);
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, text);
  const found: Prose[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    const at = scanner.getTokenStart();
    if (expressions.has(at)) scanner.reScanSlashToken();
    else if (templateParts.has(at)) token = scanner.reScanTemplateToken(false);
    const written = scanner.getTokenText();
    if (isComment(token)) found.push({ at, text: withoutCode(written) });
    else if (isString(token)) found.push({ at, text: written });
  }
  return found;
}

/** Only the grammar knows which slash begins a regular expression, and which brace goes on with a template. */
function ambiguousIn(text: string) {
  const tree = ts.createSourceFile('read.ts', text, ts.ScriptTarget.Latest);
  const expressions = new Set<number>();
  const templateParts = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) expressions.add(node.getStart(tree));
    if (ts.isTemplateMiddleOrTemplateTail(node)) templateParts.add(node.getStart(tree));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { expressions, templateParts };
}

function isComment(token: ts.SyntaxKind): boolean {
  return token === ts.SyntaxKind.SingleLineCommentTrivia || token === ts.SyntaxKind.MultiLineCommentTrivia;
}

function isString(token: ts.SyntaxKind): boolean {
  return (
    token === ts.SyntaxKind.StringLiteral ||
    token === ts.SyntaxKind.NoSubstitutionTemplateLiteral ||
    token === ts.SyntaxKind.TemplateHead ||
    token === ts.SyntaxKind.TemplateMiddle ||
    token === ts.SyntaxKind.TemplateTail
  );
}

/** Without blocks of code, and without what a table gives as the wording before. */
function proseOfDocument(text: string): string {
  let isCode = false;
  let isPairs = false;
  return text
    .split('\n')
    .map((line) => {
      const isFence = line.trimStart().startsWith('```');
      if (isFence) isCode = !isCode;
      if (isCode || isFence) return blank(line);
      isPairs = line.startsWith('|') && (isPairs || /^\| before +\|/.test(line));
      return withoutCode(isPairs ? line.replace(/^\|[^|]*/, blank) : line);
    })
    .join('\n');
}

function withoutCode(text: string): string {
  return text.replace(/`[^`\n]*`/g, blank);
}

function blank(text: string): string {
  return ' '.repeat(text.length);
}
