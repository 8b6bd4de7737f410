/** Texts whose value is kept: names of columns come again in every file of a tree, and a hostile file must not fill the memory with them. */
const TEXT_COUNT_MAX = 5_000;

/** The function with its values kept by text; all are forgotten when there are more than `countMax`. */
export function rememberedText<V>(compute: (text: string) => V, countMax = TEXT_COUNT_MAX): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    const held = known.get(text);
    if (held !== undefined || known.has(text)) return held as V;
    if (known.size >= countMax) known.clear();
    const value = compute(text);
    known.set(text, value);
    return value;
  };
}
