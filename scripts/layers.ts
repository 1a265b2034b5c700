import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { join } from 'node:path';

export interface LayerReport {
  /** How many modules below `src` were looked at: 0 would mean that the check itself is broken. */
  readonly seen: number;
  readonly violations: readonly {
    readonly rule: string;
    readonly from: string;
    readonly to: string;
  }[];
}

/** Holds the modules below `baseDirectory/src` to the rules in `.dependency-cruiser.cjs`. */
export async function checkLayers(baseDirectory: string): Promise<LayerReport> {
  const root = join(import.meta.dirname, '..');
  const config = await extractConfig(join(root, '.dependency-cruiser.cjs'));
  const { output } = await cruise(
    ['src'],
    {
      ...config.options,
      baseDir: baseDirectory,
      ruleSet: { forbidden: config.forbidden ?? [] },
      validate: true,
    },
    undefined,
    { tsConfig: extractTsConfig(join(root, 'tsconfig.json')) },
  );
  const { summary, modules } = output as ICruiseResult;
  return {
    seen: modules.filter(({ source }) => source.startsWith('src/')).length,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
