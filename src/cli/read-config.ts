import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { loadConfig } from '../config/load.js';
import type { AppConfig } from '../config/model.js';
import { formatProblem } from '../config/problem.js';
import type { CliContext } from './context.js';

export interface ConfigChoice {
  /** The file named on the command line. */
  readonly file?: string | undefined;
}

/**
 * Reads the configuration, or says everything that is wrong with it and returns `undefined`.
 * A relative store directory counts from the file that names it.
 */
export async function readConfig(
  context: CliContext,
  choice: ConfigChoice,
): Promise<AppConfig | undefined> {
  const file = configFile(context, choice);
  const text = await readText(context, file);
  if (text === undefined) return undefined;
  const result = loadConfig({
    text,
    environment: context.environment,
    defaultStoreDirectory: defaultStoreDirectory(context),
  });
  if (result.ok) return anchorStore(result.config, file);
  const { problems } = result;
  for (const problem of problems) context.err(formatProblem(problem, file));
  context.err(
    problems.length === 1
      ? 'There is 1 mistake in the configuration.'
      : `There are ${problems.length} mistakes in the configuration.`,
  );
  return undefined;
}

/**
 * Where the pages of the findings are published, if there is a configuration and it says so: what
 * reads it needs none.
 */
export async function readFindingsUrl(
  context: CliContext,
  choice: ConfigChoice,
): Promise<string | null> {
  const said = { ...context, err: (): void => undefined };
  return (await readConfig(said, choice))?.findingsUrl ?? null;
}

export function configFile(context: CliContext, choice: ConfigChoice): string {
  return choice.file ?? context.environment['PGREPL_CONFIG'] ?? 'pgrepl.yaml';
}

async function readText(context: CliContext, file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.err(
      `${file} can't be read (${reason}). Write one (the README shows a small one), or name another with --config.`,
    );
    return undefined;
  }
}

/** Where state belongs on this system, if nothing else is said. */
function defaultStoreDirectory({ environment, platform, isRoot, home }: CliContext): string {
  const stateHome = environment['XDG_STATE_HOME'];
  if (stateHome !== undefined && isAbsolute(stateHome)) return join(stateHome, 'pgrepl');
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? home, 'pgrepl');
  if (isRoot) return '/var/lib/pgrepl';
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'pgrepl');
  return join(home, '.local', 'state', 'pgrepl');
}

function anchorStore(config: AppConfig, file: string): AppConfig {
  if (config.store.kind !== 'embedded') return config;
  const directory = resolve(dirname(resolve(file)), config.store.directory);
  return { ...config, store: { kind: 'embedded', directory } };
}
