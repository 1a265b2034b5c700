/** The number of an incident as people write it: `INC-7`, `inc7`, `#7` or `7`; null for anything else. */
export function incidentNumber(word: string): number | null {
  const digits = /^(?:inc-?|#)?(\d{1,15})$/i.exec(word.trim())?.[1];
  const number = digits === undefined ? Number.NaN : Number(digits);
  return number > 0 ? number : null;
}
