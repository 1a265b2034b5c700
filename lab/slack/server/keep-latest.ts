/** Adds to a list of which only the latest are kept, so that a demo may run for days. */
export function keepLatest<T>(list: T[], entry: T, most = 10_000): void {
  list.push(entry);
  if (list.length > most) list.shift();
}
