import { readFile, writeFile } from 'node:fs/promises';
import { stories } from './setups/stories.js';
import { withShown } from './setups/pages.js';
import { tellStory } from './setups/story.js';

/**
 * Makes the outputs in `docs/setups` anew: builds each set-up on real servers, breaks it, and puts
 * what pgrepl says into the pages, between the words that people wrote. Names of pages as arguments
 * choose some of them.
 */
const wanted = process.argv.slice(2);
for (const story of stories) {
  if (wanted.length > 0 && !wanted.includes(story.page)) continue;
  const file = new URL(`../docs/setups/${story.page}.md`, import.meta.url);
  process.stdout.write(`${story.page} … `);
  const shown = await tellStory(story);
  await writeFile(file, withShown(await readFile(file, 'utf8'), shown));
  process.stdout.write('done\n');
}
