import type { Deed } from '../../operations/deed.js';
import type { ActingRights, NodeFacts } from '../../operations/facts.js';
import { maskConninfoSecrets } from '../../replication/conninfo.js';
import type { EpochMs } from '../../replication/observation.js';
import { carryOutAgain, done, failed, type ActingContext } from './carry-out.js';
import type { Conversation } from './conversation.js';
import { factsRow, factsSql, type FactsAnswer } from './facts-sql.js';
import { readRecoveryConf } from './recovery-conf.js';
import { rightsRow, rightsSql, type Rights } from './rights-sql.js';

/**
 * What a node says of itself beyond an observation. The rights are asked for first: PostgreSQL
 * refuses a whole statement for one function in it that the role may not execute, called or not.
 */
export async function facts(
  context: ActingContext,
  node: string,
  longTransactionMs: number,
  withinMs: number,
): Promise<Deed<NodeFacts>> {
  return carryOutAgain(context, withinMs, async (conversation) => {
    const { major } = conversation;
    const at = context.clock.now();
    const [mine] = await conversation.askFor(rightsRow, { text: rightsSql(major) });
    if (mine === undefined) return failed('The server said nothing about the role.');
    const [answer] = await conversation.askFor(factsRow, {
      text: factsSql(major, mine.rights),
      values: [longTransactionMs],
    });
    if (answer === undefined) return failed('The server said nothing about itself.');
    const settings = await standbySettings(conversation, mine.rights, answer.facts);
    return done(nodeFacts(node, at, mine.rights, answer.facts, settings));
  });
}

/** Settings by name; one that is not there is not visible, or unknown to this major. */
type SettingTexts = ReadonlyMap<string, string>;

async function standbySettings(
  conversation: Conversation,
  rights: Rights,
  answer: FactsAnswer,
): Promise<SettingTexts> {
  const settings = new Map(Object.entries(answer.settings));
  if (conversation.major >= 12 || !rights.superuser) return settings;
  const recovery = await readRecoveryConf(conversation);
  // A primary has none of these set; a standby's file names those that it has.
  const names = [
    ['primary_conninfo', 'primary_conninfo'],
    ['restore_command', 'restore_command'],
    ['trigger_file', 'promote_trigger_file'],
  ] as const;
  for (const [old, today] of names) settings.set(today, recovery?.get(old) ?? '');
  return settings;
}

function nodeFacts(
  node: string,
  at: EpochMs,
  rights: Rights,
  answer: FactsAnswer,
  settings: SettingTexts,
): NodeFacts {
  const text = (name: string): string | null => settings.get(name) ?? null;
  const isOn = (name: string): boolean | null => (settings.has(name) ? text(name) === 'on' : null);
  const restoreCommand = text('restore_command');
  return {
    node,
    at,
    actingRole: rights.role,
    may: rightsOf(rights),
    dataDirectory: text('data_directory'),
    configFile: text('config_file'),
    hbaFile: text('hba_file'),
    dataChecksums: isOn('data_checksums'),
    walLogHints: isOn('wal_log_hints'),
    fullPageWrites: isOn('full_page_writes'),
    recoveryTargetTimeline: text('recovery_target_timeline'),
    primaryConninfo: shownConninfo(text('primary_conninfo') ?? answer.receiverConninfo),
    restoreCommandSet: restoreCommand === null ? null : restoreCommand !== '',
    triggerFile: text('promote_trigger_file'),
    baseBackups: answer.baseBackups,
    archiveReadyFiles: answer.archiveReadyFiles,
    archiveMode: text('archive_mode'),
    longestTransactionMs:
      answer.transactions === null ? null : (answer.transactions.longestMs ?? 0),
    longTransactions: answer.transactions?.long ?? null,
    preparedTransactions: answer.preparedTransactions,
    walSendersUsed: answer.walSendersUsed,
    slotsUsed: answer.slotsUsed,
    replicationHba: answer.hbaRules,
    checkpointLsn: answer.checkpointLsn,
    redoLsn: answer.redoLsn,
    checkpointTimeline: answer.checkpointTimeline,
    lastCheckpointAt: answer.lastCheckpointAt,
    oldestWalFile: answer.oldestWalFile,
  };
}

function rightsOf(rights: Rights): ActingRights {
  const { superuser, replication, promote, reload, checkpoint, alterSystem, signalBackends } =
    rights;
  return { superuser, replication, promote, reload, checkpoint, alterSystem, signalBackends };
}

/** What cannot be read is not shown: a password may be in it. */
function shownConninfo(conninfo: string | null): string | null {
  return conninfo === null ? null : (maskConninfoSecrets(conninfo) ?? null);
}
