import type { Follower, Promotion, Survival } from '../../replication/whatif/model.js';
import type { CommitsAfterLoss } from '../../replication/topology/loss.js';
import type { Topology } from '../../replication/topology/model.js';
import { whyNotPromotable } from '../../operations/candidate.js';
import { listNames, safeName } from '../safe-text.js';
import { line, lineOn, type Line } from '../sections.js';
import { formatBytes, formatCount } from '../units.js';
import { why } from './commits.js';

/** Whether what was acknowledged outlives the loss of the primary, and the promotion of this node. */
export function survivalLine(survival: Survival, primary: string, promoted: string | null): Line {
  const name = safeName(primary);
  if (survival.kind === 'not-certain') {
    const words: Readonly<Record<typeof survival.why, string>> = {
      asynchronous: `Commits wait for no standby (\`synchronous_standby_names\` is empty): what ${name} acknowledged and has not sent by then is lost.`,
      level: `Commits wait for no standby (\`synchronous_commit\`): what ${name} acknowledged and has not sent by then is lost.`,
      'witnesses-lost': `The standbys that confirm commits would be gone as well: what only they and ${name} have is lost, acknowledged or not, unless one of them comes back.`,
      'may-lack': `That nothing acknowledged is lost is not certain: a standby that would not be there may have confirmed what those that are left had not received at the last look.`,
      unknown: `Whether acknowledged commits would be lost is not known.`,
    };
    return lineOn('Data', words[survival.why], survival.why === 'unknown' ? 'unknown' : 'critical');
  }
  const one = survival.nodes.length === 1;
  const names = listNames(survival.nodes, 8);
  if (promoted !== null && !survival.nodes.includes(promoted)) {
    const heir =
      survival.kind === 'each' || one ? names : `the one of ${names} that has received most`;
    const rather = `${heir} ${one || survival.kind === 'furthest' ? 'has' : 'have'} everything that was acknowledged, and ${safeName(promoted)} may lack some of it`;
    return lineOn('Data', `${rather}: what it lacks is lost.`, 'critical');
  }
  const all =
    survival.kind === 'each' || one
      ? `Nothing that was acknowledged is lost, for ${one ? names : `each of ${names}`} has all of it`
      : `Nothing that was acknowledged is lost if the one of ${names} is promoted that has received most by then`;
  const exempt = survival.exempt
    ? ' That does not hold for databases and roles whose `synchronous_commit` is `local` or `off`.'
    : '';
  return lineOn('Data', `${all}. Commits in flight may be there or not.${exempt}`, 'ok');
}

/** Nobody could be promoted: each with its reason. */
export function nobodyLines(after: Topology): readonly Line[] {
  const reasons = after.nodes
    .filter(({ role }) => role !== 'primary')
    .flatMap(({ name }) => whyNotPromotable(after, name) ?? []);
  return [
    lineOn('Promotion', 'No standby could be promoted at once.', 'critical'),
    ...reasons.map((reason) => line(reason)),
  ];
}

/** What a promotion of this node would do and cost. */
export function promotionLines(
  promotion: Promotion,
  after: Topology,
  options: { readonly isHeir: boolean; readonly survival: Survival | null },
): readonly Line[] {
  const name = safeName(promotion.node);
  if (promotion.obstacle !== null) {
    const reason = whyNotPromotable(after, promotion.node) ?? `${name} can't be promoted.`;
    return [lineOn('Promotion', reason, 'unknown')];
  }
  const lead = options.isHeir ? 'Best to promote' : 'Promotion';
  return [
    lineOn(
      lead,
      `${head(promotion, name, options.isHeir)} ${price(promotion, name, options.survival)}`,
    ),
    ...besideLines(promotion, name),
    ...replayLines(promotion, name),
    newCommits(promotion, name),
    ...followerLines(promotion.followers, name),
    ...slotLines(promotion.slotsLeft, name),
  ];
}

function head({ archiveFed }: Promotion, name: string, isHeir: boolean): string {
  if (archiveFed) return `${name} lives on an archive and has no more than that.`;
  return isHeir ? `${name}.` : `${name} becomes a primary on a timeline of its own.`;
}

function price(
  { lacksBytes, hasAcknowledged }: Promotion,
  name: string,
  survival: Survival | null,
): string {
  const lacks =
    lacksBytes === null
      ? `How much WAL ${name} lacks is not known.`
      : lacksBytes === 0
        ? `At the last look ${name} lacked nothing.`
        : `At the last look ${name} lacked ${formatBytes(lacksBytes)} of WAL.`;
  if (hasAcknowledged) return `${lacks} It has everything that was acknowledged.`;
  const isOneOf = survival?.kind === 'furthest' && survival.nodes.includes(name);
  return isOneOf
    ? `${lacks} Whether it has received most must be seen then.`
    : `${lacks} What it has not received by then is lost, acknowledged or not.`;
}

function besideLines({ beside }: Promotion, name: string): readonly Line[] {
  if (beside === null) return [];
  const other = safeName(beside.node);
  return [
    beside.certain
      ? lineOn(
          'Two primaries',
          `${other} still accepts writes: ${other} and ${name} would drift apart, and one of them must be rewound or cloned anew. Use a switchover instead, or make sure that ${other} is stopped.`,
          'critical',
        )
      : lineOn(
          'Two primaries',
          `${other} gives no answer, which does not mean that it has ended: make sure that it accepts no writes first.`,
          'critical',
        ),
  ];
}

function replayLines({ replay }: Promotion, name: string): readonly Line[] {
  switch (replay) {
    case 'clear':
      return [];
    case 'waits':
      return [
        line(
          `Replay is paused on ${name}: up to PostgreSQL 12 the promotion would wait until it is resumed.`,
          'warning',
        ),
      ];
    case 'resumes':
      return [
        line(
          `Replay is paused on ${name}: the promotion ends that and applies what is waiting first.`,
        ),
      ];
    case 'held':
      return [
        line(
          `Replay is paused on ${name} because its settings are below its primary's: a promotion would stop ${name}. Raise them and restart it first.`,
          'critical',
        ),
      ];
    case 'hurries':
      return [
        line(`Replay is delayed on ${name}: the promotion applies all that is waiting at once.`),
      ];
  }
}

function slotLines(left: readonly string[], name: string): readonly Line[] {
  if (left.length === 0) return [];
  const one = left.length === 1;
  return [
    lineOn(
      'Logical slots',
      `${listNames(left, 8)} ${one ? 'does' : 'do'} not come along to ${name}: ${one ? 'its subscriber has' : 'their subscribers have'} to begin anew there, or ${one ? 'misses' : 'miss'} changes.`,
      'warning',
    ),
  ];
}

function newCommits({ commits, dropsSynchrony, node }: Promotion, name: string): Line {
  const on = `Commits on ${name}`;
  return lineOn(
    on,
    newCommitsText(commits, dropsSynchrony, node),
    dropsSynchrony || commits.kind === 'hang'
      ? 'critical'
      : commits.kind === 'unknown'
        ? 'unknown'
        : 'ok',
  );
}

function newCommitsText(commits: CommitsAfterLoss, dropsSynchrony: boolean, node: string): string {
  switch (commits.kind) {
    case 'not-waiting':
      return dropsSynchrony
        ? `They wait for no standby there (${why(commits, null)}): the cluster would be asynchronous without a word, until somebody sets the names on ${safeName(node)}.`
        : `They wait for no standby there, as now (${why(commits, null)}).`;
    case 'go-on':
      return `They wait for ${formatCount(commits.required, 'standby', 'standbys')}, and enough of those that follow it count.`;
    case 'hang':
      return `They hang at once: its own \`synchronous_standby_names\` asks for ${formatCount(commits.required, 'standby', 'standbys')}, and ${commits.present === 0 ? 'none whose confirmation counts' : `only ${commits.present} whose confirmation counts`} would stream from it.`;
    case 'no-primary':
    case 'unknown':
      return 'What they would wait for there is not known.';
  }
}

function followerLines(followers: readonly Follower[], name: string): readonly Line[] {
  const of = (how: Follower['how']): string[] =>
    followers.filter((each) => each.how === how).map(({ node }) => node);
  const say = (how: Follower['how'], words: (names: string, one: boolean) => string): string[] => {
    const names = of(how);
    return names.length === 0 ? [] : [words(listNames(names, 8), names.length === 1)];
  };
  const text = [
    ...say(
      'follows',
      (names, one) =>
        `${names} ${one ? 'receives' : 'receive'} from ${name} and ${one ? 'follows' : 'follow'} it.`,
    ),
    ...say(
      'may-follow',
      (names, one) =>
        `${names} ${one ? 'receives' : 'receive'} from ${name} and ${one ? 'follows' : 'follow'} it only if \`recovery_target_timeline\` is \`latest\`, which it is not by itself before PostgreSQL 12.`,
    ),
    ...say('stays', (names, one) => `${names} ${one ? 'stays' : 'stay'} with the old primary.`),
    ...say(
      'by-archive',
      (names, one) =>
        `${names} ${one ? 'reads' : 'read'} an archive and ${one ? 'goes' : 'go'} on only if ${name} archives to the same place.`,
    ),
    ...say(
      'stranded',
      (names, one) =>
        `${names} ${one ? 'does' : 'do'} not follow by ${one ? 'itself' : 'themselves'}: \`primary_conninfo\` must point at ${name} first.`,
    ),
    ...say('unknown', (names) => `Whether ${names} would follow is not known.`),
  ];
  return text.length === 0 ? [] : [lineOn('Standbys', text.join(' '))];
}
