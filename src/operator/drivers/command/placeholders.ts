import { placeholders, type Placeholder } from '../../../operations/placeholder.js';

export type PlaceholderValues = Readonly<Partial<Record<Placeholder, string>>>;

export type FilledIn =
  | { readonly kind: 'filled'; readonly argv: readonly string[] }
  /** Why it must not be run. */
  | { readonly kind: 'refused'; readonly detail: string };

const pattern = new RegExp(`\\{(${placeholders.join('|')})\\}`, 'g');

/**
 * Fit to stand in an argument that `ssh` hands to a shell on the other side: nothing there that a
 * shell would take for anything but itself.
 */
const harmless = /^[\w.:@%+=,/-]*$/;

/**
 * Puts values into an argument vector, argument by argument: a value never becomes an argument of
 * its own, an option, or anything that a remote shell would act on. Other text between braces stays.
 */
export function fillIn(argv: readonly string[], values: PlaceholderValues): FilledIn {
  for (const argument of argv) {
    for (const [whole, name] of argument.matchAll(pattern)) {
      const value = values[name as Placeholder];
      if (value === undefined) {
        return { kind: 'refused', detail: `${whole} has no value for this command` };
      }
      if (value.startsWith('-')) {
        return { kind: 'refused', detail: `the value of ${whole} begins with "-", as options do` };
      }
      if (!harmless.test(value)) {
        return {
          kind: 'refused',
          detail: `the value of ${whole} has characters that a shell on the other side could act on`,
        };
      }
    }
  }
  return {
    kind: 'filled',
    argv: argv.map((argument) =>
      argument.replaceAll(pattern, (whole, name: Placeholder) => values[name] ?? whole),
    ),
  };
}
