import { get } from 'node-emoji';

/** Names that Slack has and the emoji table has not, or has under another name. */
const MORE: Readonly<Record<string, string>> = {
  large_red_circle: '🔴',
  large_orange_circle: '🟠',
  large_yellow_circle: '🟡',
  large_green_circle: '🟢',
  large_purple_circle: '🟣',
  large_brown_circle: '🟤',
  green_circle: '🟢',
  large_red_square: '🟥',
  large_orange_square: '🟧',
  large_yellow_square: '🟨',
  large_green_square: '🟩',
  large_blue_square: '🟦',
  large_purple_square: '🟪',
  double_vertical_bar: '⏸️',
  black_square_for_stop: '⏹️',
  black_circle_for_record: '⏺️',
  black_right_pointing_triangle_with_double_vertical_bar: '⏯️',
  satellite_antenna: '📡',
  broken_chain: '⛓️‍💥',
  thumbsup: '👍',
  thumbsdown: '👎',
  octagonal_sign: '🛑',
  heavy_exclamation_mark: '❗',
  ice_cube: '🧊',
  robot_face: '🤖',
  ladder: '🪜',
  safety_pin: '🧷',
  test_tube: '🧪',
  toolbox: '🧰',
  magnet: '🧲',
  receipt: '🧾',
  yawning_face: '🥱',
};

/** The character of an emoji by Slack's name for it (without the colons), or null. */
export function emojiGlyph(name: string): string | null {
  return MORE[name] ?? get(name) ?? null;
}
