/** What every command gets of pgrepl's own environment; the rest of it is nobody's business. */
const passed = ['PATH', 'HOME', 'LANG', 'SSH_AUTH_SOCK'] as const;

/**
 * The environment of commands: little of pgrepl's own, which holds its tokens and passwords.
 *
 * @param own pgrepl's environment
 * @param more names that the configuration lets through too
 */
export function commandEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  more: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...passed, ...more].flatMap((name) => {
      const value = own[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
