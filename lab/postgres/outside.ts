import { findPostmaster } from '../../src/store/embedded/postmaster-file.js';
import type { LabServer } from './server.js';

/** How often to look, ms: it is a small file. */
const everyMs = 10;

/**
 * Tells a server's links when it begins and ceases to listen, whoever starts and stops it. Keeps no
 * process alive. Returns what ends it.
 */
export function followListening(server: LabServer): () => void {
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const postmaster = await findPostmaster(server.dataDirectory);
      const listens = postmaster?.identity === 'this_server' && postmaster.status !== 'starting';
      // Each time: between two looks it may have ended and begun to listen again.
      await server.onListening(listens);
    } catch {
      // The file is just being written, or its directory removed: the next look will tell.
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  return () => {
    clearInterval(timer);
  };
}
