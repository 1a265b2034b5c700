/** What was asked for makes no sense now; its message is for the visitor. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** What went wrong, in words for the visitor: the first line, without a stack. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
