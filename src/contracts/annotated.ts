/** The last line of every annotated copy of a text: by it the copy is known as ours, and is never read as an artifact. */
export const ANNOTATED_SIGN = '<!-- benchscribe annotated copy -->';
