import { synchronous } from './synchronous.js';
import { asynchronous } from './asynchronous.js';
import { retention } from './retention.js';
import type { SetupStory } from './story.js';

/** A story for each page of `docs/setups`. */
export const stories: readonly SetupStory[] = [...asynchronous(), ...synchronous(), ...retention()];
