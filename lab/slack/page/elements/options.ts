import { isObject, type Json, objects, string, textOf } from '../blocks/json.js';
import type { Directory } from '../state/directory.js';

export interface Option {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly group: string;
  /** What Slack sends when it is chosen: the option object, or the id of a person or a channel. */
  readonly content: unknown;
}

/** What a select offers. */
export function optionsOf(element: Json, directory: Directory): readonly Option[] {
  const type = string(element['type']).replace(/^multi_/, '');
  const bare = { description: '', group: '' };
  switch (type) {
    case 'users_select':
      return directory.users
        .filter(({ kind }) => kind !== 'deactivated' && kind !== 'foreign')
        .map(({ id, name, realName }) => ({
          ...bare,
          key: id,
          label: realName || name,
          content: id,
        }));
    case 'channels_select':
    case 'conversations_select':
      return directory.channels
        .filter(({ isArchived }) => !isArchived)
        .map(({ id, name }) => ({ ...bare, key: id, label: `#${name}`, content: id }));
    default: {
      const groups = objects(element['option_groups']).flatMap((group) =>
        objects(group['options']).map((option) => optionOf(option, textOf(group['label']))),
      );
      return [...objects(element['options']).map((option) => optionOf(option, '')), ...groups];
    }
  }
}

function optionOf(option: Json, group: string): Option {
  return {
    key: string(option['value']),
    label: textOf(option['text']),
    description: isObject(option['description']) ? textOf(option['description']) : '',
    group,
    content: option,
  };
}
