/** Stands for the kind of the finding in the address of its page. */
export const findingPlace = '{finding}';

/** Where the page of a finding is published: `<base>/slot-lost.md`, or what its place is left for. */
export function pageUrl(base: string, kind: string): string {
  return base.includes(findingPlace)
    ? base.replaceAll(findingPlace, kind)
    : `${base.replace(/\/+$/, '')}/${kind}.md`;
}
