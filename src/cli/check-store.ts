import type { AppConfig } from '../config/model.js';
import { inspectStore, resolveStore, StoreError, type StoreInspection } from '../store/index.js';
import type { CheckLine, CheckPart } from './check-lines.js';

const quiet = { info: (): void => undefined, warn: (): void => undefined };

/** Tries the store without owning it. */
export async function checkStore(
  { store }: AppConfig,
  watched: ReadonlyMap<string, string>,
  interrupted: AbortSignal,
): Promise<CheckPart> {
  const title = store.kind === 'embedded' ? `Store (embedded, ${store.directory})` : 'Store (URL)';
  try {
    const found = await inspectStore(resolveStore(store, quiet), interrupted);
    return { title, lines: describe(found, watched) };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { title, lines: [{ level: 'fail', message: error.message, remedy: null }] };
  }
}

function describe(
  found: StoreInspection,
  watched: ReadonlyMap<string, string>,
): readonly CheckLine[] {
  const lines: CheckLine[] = [];
  const major = Math.floor(found.versionNum / 10_000);
  lines.push({ level: 'pass', message: `PostgreSQL ${major} answers.`, remedy: null });
  const cluster = found.systemIdentifier === null ? undefined : watched.get(found.systemIdentifier);
  if (cluster !== undefined) {
    lines.push({
      level: 'fail',
      message: `the store lives in ${cluster}, a cluster that it watches: it would be lost with it, just when it is needed.`,
      remedy: 'Use the embedded store, or a server that belongs to no watched cluster.',
    });
  }
  if (!found.mayCreateSchema) {
    lines.push({
      level: 'fail',
      message: 'the role may not create the schema pgrepl.',
      remedy: 'GRANT CREATE ON DATABASE … TO the role, or let its owner create the schema for it.',
    });
  }
  lines.push(
    found.pendingMigrations.length === 0
      ? { level: 'pass', message: 'the schema is up to date.', remedy: null }
      : {
          level: 'pass',
          message: `the next start brings the schema up to date (${found.pendingMigrations.length} to go).`,
          remedy: null,
        },
  );
  if (found.owner !== null) {
    lines.push({ level: 'pass', message: `in use by ${found.owner}.`, remedy: null });
  }
  return lines;
}
