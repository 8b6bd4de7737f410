import { defaultHandlers, type Handle, type State, type Unsafe } from 'mdast-util-to-markdown';
import { remembered } from '../../metrics/remembered.ts';

/** Expressions of one document by the constructs that a text stands in. */
const expressions = remembered((_: State) => new Map<string, RegExp>());

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

/**
 * Writes a text as the library does, which looks for some fifty patterns in each, one after the other: a text that holds nothing to escape, as
 * nearly all do, is looked at once.
 */
export const writeText: Handle = (node, parent, state, info) => {
  const known = expressions(state);
  const place = state.stack.join();
  const expression = known.get(place) ?? unsafeIn(state);
  known.set(place, expression);
  expression.lastIndex = info.before.length;
  const found = expression.exec(`${info.before}${node.value}${info.after}`);
  const isPlain = found === null || found.index >= info.before.length + node.value.length;
  return isPlain ? node.value : defaultHandlers.text(node, parent, state, info);
};
