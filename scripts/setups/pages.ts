/** `<!-- shown: healthy -->` and the block of text behind it, which may still be missing. */
const marked = /<!-- shown: ([\w-]+) -->\n+(?:```text\n[\s\S]*?\n```\n+)?/g;

/** The page with every marked block replaced by what was shown. @throws if mark and story differ */
export function withShown(page: string, shown: ReadonlyMap<string, string>): string {
  const used = new Set<string>();
  const text = page.replace(marked, (_, mark: string) => {
    const output = shown.get(mark);
    if (output === undefined) throw new Error(`the story shows nothing as ${mark}`);
    used.add(mark);
    return `<!-- shown: ${mark} -->\n\n\`\`\`text\n${output}\n\`\`\`\n\n`;
  });
  const unused = [...shown.keys()].filter((mark) => !used.has(mark));
  if (unused.length > 0) throw new Error(`the page has no mark for ${unused.join(', ')}`);
  return text;
}
