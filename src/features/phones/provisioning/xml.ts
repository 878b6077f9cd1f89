const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

/** What XML 1.0 (2.2, Char) has no way to write, not even as a reference. */
// eslint-disable-next-line no-control-regex -- they are what is replaced
const unwritable = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|\p{Surrogate}/gu;

/** Text for an element or an attribute, on one line. */
function xmlText(text: string): string {
  return text.replace(unwritable, '\ufffd').replace(/[&<>"']/g, (character) => entities.get(character) ?? '');
}

/** @param children XML already */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children?: readonly string[],
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xmlText(value)}"`);
  const opening = `<${name}${written.join('')}`;
  return children ? `${opening}>${children.join('')}</${name}>` : `${opening}/>`;
}

export function textElement(
  name: string,
  text: string,
  attributes: Readonly<Record<string, string>> = {},
): string {
  return element(name, attributes, [xmlText(text)]);
}

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
