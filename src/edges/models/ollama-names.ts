/** Names as Ollama compares them: without its own registry, with a tag, in any case. */
export function fullModelName(name: string): string {
  const short = name.toLowerCase().replace(/^(?:registry\.ollama\.ai\/)?(?:library\/)?/, '');
  return /:[^/]*$/.test(short) ? short : `${short}:latest`;
}

/** @param where the server, for people. What to do where a model is missing. */
export function pullCommand(where: string, model: string): string {
  return `get the model with "ollama pull ${model}" on the machine of ${where}; Benchscribe never pulls`;
}
