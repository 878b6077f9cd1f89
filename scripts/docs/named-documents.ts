import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What a text names that is not there. */
export interface Missing {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** As it is written. */
  readonly name: string;
}

/** Where texts are that name documents; README.md and the like besides. */
const folders = ['src', 'test', 'bench', 'scripts', 'asterisk-config', 'docker', 'findings', 'docs'];

/** Every file of the repository that may name a document, by its path from the root. */
export function filesThatName(root: string): readonly string[] {
  const below = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((file) => !file.includes('node_modules/')),
  );
  const beside = readdirSync(root).filter((name) => /\.(?:md|cjs|mjs|yml)$/.test(name));
  return [...below, ...beside].filter((file) => /\.(?:md|ts|cjs|mjs|sh|conf|yml)$|Dockerfile$/.test(file));
}

/** @param root the repository */
export function missingIn(root: string, files: readonly string[]): readonly Missing[] {
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return namedIn(file, text).filter(({ name }) => !exists(root, file, name));
  });
}

/** Every document that a text names: in comments of code, in sentences and links of Markdown. */
export function namedIn(file: string, text: string): readonly Missing[] {
  const isMarkdown = file.endsWith('.md');
  const lines = isMarkdown ? proseOf(text) : text.split('\n').map((line) => commentIn(file, line));
  return lines.flatMap((line, at) =>
    (isMarkdown ? namesInProse(line) : namesIn(line)).map((name) => ({ file, line: at + 1, name })),
  );
}

function namesInProse(line: string): readonly string[] {
  const links = [...line.replace(/`[^`]*`/g, '`').matchAll(/\]\(([^()\s]+)\)/g)].map(
    ([, target = '']) => target,
  );
  const near = links.filter((target) => !/^[a-z]+:/i.test(target));
  // What a link says besides its target is judged as a name of its own.
  return [...near, ...namesIn(line.replace(/\]\([^()\s]+\)/g, ']'))];
}

/**
 * Documents, with or without a section; decisions also by their number; notes that have never been in the repository, which
 * comments once named. Of bounded length, or it would take its time with what looks like the beginning of a name for long.
 */
function namesIn(text: string): readonly string[] {
  const names = text.matchAll(
    /(?:[\w.-]{1,50}\/){0,9}[\w-]{1,50}\.md\b(?:#[\w-]{1,90})?|docs\/decisions\/\d{4}\b(?!-)|(?:\.\.\/){1,9}shared\/[\w./-]*|\bARI-FACTS\b/g,
  );
  return [...names].map(([name]) => name);
}

/** The rest of a line from where its comment begins; of some that have none, too, which does no harm. */
function commentIn(file: string, line: string): string {
  const isCode = /\.(?:ts|cjs|mjs)$/.test(file);
  const at = isCode ? line.search(/\/\/|\/\*|^\s*\*/) : line.indexOf(file.endsWith('.conf') ? ';' : '#');
  return at === -1 ? '' : line.slice(at);
}

/** Its lines, empty where a block of code is. */
function proseOf(text: string): readonly string[] {
  let isCode = false;
  return text.split('\n').map((line) => {
    const isFence = line.trimStart().startsWith('```');
    if (isFence) isCode = !isCode;
    return isCode || isFence ? '' : line;
  });
}

function exists(root: string, file: string, name: string): boolean {
  const [path = '', section] = name.split('#');
  if (path === '') return hasSection(join(root, file), section);
  const found = [join(root, dirname(file), path), join(root, path)].find(existsSync);
  if (found !== undefined) return hasSection(found, section);
  const [, decision] = /^docs\/decisions\/(\d{4})$/.exec(path) ?? [];
  return (
    decision !== undefined &&
    readdirSync(join(root, 'docs/decisions')).some((n) => n.startsWith(`${decision}-`))
  );
}

function hasSection(path: string, section: string | undefined): boolean {
  if (section === undefined) return true;
  return statSync(path).isFile() && sectionsOf(readFileSync(path, 'utf8')).includes(section);
}

/** The anchors that GitHub gives to headings. */
function sectionsOf(text: string): readonly string[] {
  return proseOf(text).flatMap((line) => {
    const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
    return heading === undefined ? [] : [anchorOf(heading)];
  });
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}
