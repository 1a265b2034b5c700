import { join } from 'node:path';
import { checkLayers } from './layers.js';

/** A run that saw fewer modules than this did not look at the project. */
const fewestModules = 40;

const { seen, violations } = await checkLayers(join(import.meta.dirname, '..'));
for (const { rule, from, to } of violations) console.error(`${rule}: ${from} -> ${to}`);
if (seen < fewestModules) {
  console.error(`only ${seen} modules below src were seen: the check itself is broken`);
}
if (violations.length > 0 || seen < fewestModules) process.exitCode = 1;
else console.log(`${seen} modules keep to the rules of the house`);
