import type { SilenceReply, SilenceService } from '../../../src/incidents/silences/service.js';

const refused: SilenceReply = { kind: 'refused', words: 'Nothing can be silenced here.' };

/** Stands where nothing is silenced, and nothing can be. */
export const noSilences: SilenceService = {
  silence: () => Promise.resolve(refused),
  end: () => Promise.resolve(refused),
  standing: () => [],
};
