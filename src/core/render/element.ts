import type { Element, ElementContent, Properties } from 'hast';

/** What an element holds: nodes, or nothing but a text. */
type Content = string | readonly ElementContent[];

function isContent(value: Content | Properties): value is Content {
  return typeof value === 'string' || Array.isArray(value);
}

/** An element of HTML or SVG, with its properties where it has any. Its text becomes a text node, which the serialiser escapes. */
export function element(tagName: string, content?: Content): Element;
export function element(tagName: string, properties: Properties, content?: Content): Element;
export function element(tagName: string, first: Content | Properties = [], second: Content = []): Element {
  const [properties, content] = isContent(first) ? [{}, first] : [first, second];
  return {
    type: 'element',
    tagName,
    properties,
    children: typeof content === 'string' ? [{ type: 'text', value: content }] : [...content],
  };
}
