/** The end of what a process wrote, in bounded memory however much that is. */
export class OutputTail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #size = 0;
  #cut = false;

  /** @param limit bytes to keep at least */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    // Not at every chunk: a flood of small ones would be copied again and again.
    if (this.#size > this.#limit * 2) this.#keepEnd();
  }

  /** What is kept, from the beginning of a line on. */
  text(): string {
    this.#keepEnd();
    const text = Buffer.concat(this.#chunks).toString('utf8');
    if (!this.#cut) return text;
    // The first line may have lost the beginning by which a secret in it would be known.
    const lineEnd = text.indexOf('\n');
    return lineEnd === -1 ? '' : text.slice(lineEnd + 1);
  }

  #keepEnd(): void {
    if (this.#size <= this.#limit) return;
    const all = Buffer.concat(this.#chunks);
    this.#chunks = [all.subarray(all.length - this.#limit)];
    this.#size = this.#limit;
    this.#cut = true;
  }
}

const esc = String.fromCharCode(0x1b);
const bell = String.fromCharCode(0x07);

/** Colours, cursor movements and titles of windows (ECMA-48). */
const escapeSequences = new RegExp(
  [
    String.raw`${esc}\[[0-?]*[ -/]*[@-~]`,
    String.raw`${esc}\][^${bell}${esc}]*(?:${bell}|${esc}\\)?`,
    String.raw`${esc}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

/** Lines without blanks at their ends, empty lines and whatever is not printable. */
export function printableLines(text: string): readonly string[] {
  return text
    .replaceAll(escapeSequences, '')
    .split(/[\n\r]/)
    .map((line) =>
      line
        .replaceAll('\t', ' ')
        .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
        .trim(),
    )
    .filter((line) => line !== '');
}
