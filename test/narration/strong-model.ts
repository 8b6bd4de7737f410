/**
 * Answers a question as a model would that judges the cards by what they say and not by where they stand: the same choice for the same cards in
 * any order. What it chooses has no sense beyond that.
 *
 * @param prompt cards as lines `c1 kind A>B: topic size certainty scope`. @param schema of the answer: lists of ids per section.
 */
export function strongAnswer(prompt: string, schema: unknown): string {
  const properties = (schema as { properties: Record<string, { enum?: string[]; items?: { enum: string[] } }> }).properties;
  const kinds = new Map(
    prompt.split('\n').flatMap((line) => {
      const card = /^([a-z]\d+) ([a-z-]+)[A-Z> ]*(?:: (.*))?$/.exec(line);
      // Letters change with the order of the cards: the kind and the words of the registry do not.
      return card ? [[card[1]!, `${card[2]} ${card[3] ?? ''}`] as const] : [];
    }),
  );
  const worth = (choice: string) => `${kinds.get(choice.split('.')[0]!) ?? ''} ${choice.split('.').slice(1).join('.')}`;
  const chosen = Object.entries(properties).map(([section, { enum: words, items }]) => {
    if (words) return [section, 'engineer'];
    return [section, (items?.enum ?? []).toSorted((a, b) => (worth(a) < worth(b) ? -1 : 1)).slice(0, 2)];
  });
  return JSON.stringify(Object.fromEntries(chosen));
}

/** Answers as a model that takes whatever stands first. */
export function lazyAnswer(_prompt: string, schema: unknown): string {
  const properties = (schema as { properties: Record<string, { enum?: string[]; items?: { enum: string[] } }> }).properties;
  const chosen = Object.entries(properties).map(([section, { enum: words, items }]) => [section, words?.[0] ?? items!.enum.slice(0, 1)]);
  return JSON.stringify(Object.fromEntries(chosen));
}
