import { interpolate, type Environment } from './interpolate.js';
import { plain } from './plain.js';

/** What a variable is called that holds something to be shown to nobody. */
const telling = /passw|pwd|token|secret|passphrase|credential|key$/i;

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-[^}]*)?\}/g;

/**
 * What variables with a telling name stand for in the commands of the file: commands are shown in
 * plans and records, and these must not be.
 *
 * @param written the file as it was written, with its references
 */
export function commandSecrets(written: unknown, environment: Environment): readonly string[] {
  const file = plain(written);
  const sections = [
    plain(file['defaults']),
    ...Object.values(plain(file['clusters'])).flatMap((cluster) => [
      plain(cluster),
      ...Object.values(plain(plain(cluster)['nodes'])).map(plain),
    ]),
  ];
  const commands = sections.flatMap((section) => [
    section['commands'],
    plain(section['operations'])['commands'],
  ]);
  const values = [...JSON.stringify(commands).matchAll(reference)]
    .filter(([, name = '']) => telling.test(name))
    .map(([whole]) => String(interpolate(whole, environment, [])));
  return [...new Set(values.filter((value) => value !== ''))];
}
