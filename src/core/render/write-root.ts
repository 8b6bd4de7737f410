import { defaultHandlers, type Handle, type State, type Unsafe } from 'mdast-util-to-markdown';

function isInScope({ inConstruct, notInConstruct }: Unsafe, stack: readonly string[]): boolean {
  const [within, without] = [[inConstruct ?? []].flat(), [notInConstruct ?? []].flat()];
  return (within.length === 0 || within.some((name) => stack.includes(name))) && !without.some((name) => stack.includes(name));
}

/** All that the library escapes in the constructs that it is in: its patterns as one, each of which matches the character alone; and the backslash. */
function unsafeIn({ unsafe, stack, compilePattern }: State): RegExp {
  const sources = unsafe
    .filter((pattern) => isInScope(pattern, stack))
    // What stands before the character is a group at the beginning.
    .map((pattern) => compilePattern(pattern).source.replace(/^\(/, '(?<='));
  return new RegExp([...sources, String.raw`\\`].join('|'), 'g');
}

/** Escapes as the library does, but looks at a text once: one that holds nothing to escape, as nearly all do, stays what it is. */
function quickSafe(state: State): State['safe'] {
  const { safe } = state;
  const expressions = new Map<string, RegExp>();
  return (value, config) => {
    const place = state.stack.join();
    const expression = expressions.get(place) ?? unsafeIn(state);
    expressions.set(place, expression);
    const [before, words] = [config.before ?? '', value ?? ''];
    expression.lastIndex = before.length;
    const found = expression.exec(`${before}${words}${config.after ?? ''}`);
    return found === null || found.index >= before.length + words.length ? words : safe.call(state, value, config);
  };
}

/** A name has one line: what the library looks for in it could only follow a line end. */
function ofOneLine(write: Handle, state: State): Handle {
  const own = { ...state, unsafe: [] };
  return Object.assign(((node, parent, _, info) => write(node, parent, own, info)) satisfies Handle, write);
}

/**
 * Writes a document as the library does, which looks for some fifty patterns in each of thousands of texts, one after the other.
 *
 * @param node its code has no line ends.
 */
export const writeRoot: Handle = (node, parent, state, info) => {
  state.safe = quickSafe(state);
  state.handlers.inlineCode = ofOneLine(state.handlers.inlineCode, state);
  return defaultHandlers.root(node, parent, state, info);
};
