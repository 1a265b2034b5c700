/** Figures that pgrepl gives of itself. */
export class Metrics {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** @throws if pgrepl does not answer there */
  static async of(healthPort: number): Promise<Metrics> {
    const response = await fetch(`http://127.0.0.1:${healthPort}/metrics`);
    return new Metrics(await response.text());
  }

  /** One figure without labels. */
  figure(name: string): number {
    const [line] = this.#lines(`${name} `);
    return Number(line?.split(' ').at(-1) ?? NaN);
  }

  /** How many nodes answered their last poll. */
  get nodesUp(): number {
    return this.#lines('pgrepl_node_up{').filter((line) => line.endsWith(' 1')).length;
  }

  get openIncidents(): number {
    return this.#lines('pgrepl_open_incidents{').reduce(
      (sum, line) => sum + Number(line.split(' ').at(-1)),
      0,
    );
  }

  #lines(start: string): readonly string[] {
    return this.#text.split('\n').filter((line) => line.startsWith(start));
  }
}
