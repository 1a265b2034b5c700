import { Random } from '../../../src/replication/testing/random.js';

/** Values of `synchronous_standby_names`, well and ill formed, each for a reason. */
export const names: readonly string[] = [
  '',
  ' ',
  '\t',
  's1',
  ' s1 ',
  'S1',
  's1,s2',
  's1 , s2 ,s3',
  's1,s1',
  's1,',
  ',s1',
  's1,,s2',
  's1 s2',
  '*',
  '"*"',
  '*,s1',
  's1*',
  '1',
  '1,2',
  '1 2',
  '12a',
  '1 (s1)',
  '1(s1)',
  '2 (s1, s2)',
  '2 (s1)',
  '0 (s1)',
  '00 (s1)',
  '01 (s1)',
  '-1 (s1)',
  '1 ()',
  '1 (s1',
  '1 s1)',
  '(s1)',
  '1 (s1) s2',
  '1 (s1), s2',
  '1 (1 (s1))',
  '1 (2, 3)',
  'FIRST 1 (s1,s2)',
  'first 1 (s1)',
  'FiRsT 2 (s1, s2)',
  'FIRST (s1)',
  'FIRST s1',
  'FIRST',
  'FIRST 1',
  'FIRST 1 s1',
  'FIRST 1 (first)',
  'FIRST 1 ("first")',
  'FIRST1 (s1)',
  'FIRST 1(s1)',
  'ANY 1 (s1,s2)',
  'any 2 (*)',
  'ANY 0 (s1)',
  'ANY 1 (any)',
  'ANY',
  'ANY, s1',
  'anyone, firstly',
  '"ANY"',
  'ALL 1 (s1)',
  '"s 1"',
  '"s""1"',
  '""',
  '""""',
  '"""',
  '"s1',
  's1"',
  '"s1" "s2"',
  '"s1"s2',
  'a"b"',
  "'s1'",
  's-1',
  's.1',
  's_1',
  '_s1',
  '$s1',
  's$1',
  's1$',
  'städt',
  '日本',
  '"日本"',
  's1;',
  's1\\',
  '\u00a0s1',
  's1\fs2',
  's1\v,\fs2\r,\ts3',
  '1.5 (s1)',
  '1e3 (s1)',
  '2147483647 (s1)',
  '2147483648 (s1)',
  '4294967296 (s1)',
  '4294967297 (s1)',
  '9223372036854775807 (s1)',
  '9223372036854775808 (s1)',
  '99999999999999999999999 (s1)',
  `"${'n'.repeat(70)}"`,
];

const words = [
  'FIRST',
  'first',
  'ANY',
  'Any',
  '0',
  '1',
  '2',
  '37',
  '(',
  '(',
  ')',
  ')',
  ',',
  ',',
  's1',
  's2',
  'S_3$',
  '*',
  '"quoted name"',
  '"a""b"',
  '""',
  '"',
  '-',
  'é',
  '4294967297',
] as const;

/** Words in no order at all, and well-formed values with one word changed: the same every time. */
export function generatedNames(seed: number, count: number): readonly string[] {
  const random = new Random(seed);
  const separators = ['', ' ', '  ', '\t'];
  return Array.from({ length: count }, (_, index) => {
    const chosen =
      index % 2 === 0
        ? Array.from({ length: random.integer(1, 9) }, () => random.pick(words))
        : nearlyRight(random);
    return chosen.map((word) => word + random.pick(separators)).join('');
  });
}

/** Well-formed values over these members, with numbers from too small to too large. */
export function wellFormedNames(
  seed: number,
  count: number,
  members: readonly string[],
): readonly string[] {
  const random = new Random(seed);
  const blank = (): string => random.pick(['', ' ', '  ']);
  return Array.from({ length: count }, () => {
    const chosen = Array.from({ length: random.integer(1, 5) }, () => random.pick(members));
    const list = chosen.map((member) => blank() + member + blank()).join(',');
    const number = String(random.integer(1, 4));
    const before = random.pick(['', number, `FIRST ${number}`, `first ${number}`, `ANY ${number}`]);
    return before === '' ? list : `${before}${blank()}(${list})`;
  });
}

function nearlyRight(random: Random): readonly string[] {
  const members = Array.from({ length: random.integer(1, 4) }, () =>
    random.pick(['s1', 's2', '"s 3"', '*', '7', 'Any_', '"first"']),
  );
  const list = members.flatMap((member, index) => (index === 0 ? [member] : [',', member]));
  const whole = random.pick([
    list,
    [random.pick(['1', '2', '0']), '(', ...list, ')'],
    [random.pick(['FIRST', 'aNy']), random.pick(['1', '3']), '(', ...list, ')'],
  ]);
  const changed = random.integer(0, whole.length * 2);
  return whole.flatMap((word, index) => {
    if (index !== changed) return [word];
    return random.pick([[], [word, word], [random.pick(words)]]);
  });
}
