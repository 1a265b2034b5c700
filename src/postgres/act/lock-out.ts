import type { Deed } from '../../operations/deed.js';
import {
  fencedHba,
  fenceStateOf,
  hbaCopyPath,
  sameRules,
  type HbaColumns,
  type PresentRule,
} from '../../operations/hba-fence.js';
import { holdsSecrets } from '../../operations/hba-text.js';
import type { LockedOut } from '../../operations/node-actor.js';
import { carryOutAgain, done, failed, type ActingContext } from './carry-out.js';
import { StatementError, type Conversation } from './conversation.js';
import {
  endForeignSessions,
  sharedRoles,
  whatRemains,
  type OwnSessions,
} from './foreign-sessions.js';
import { hbaRow, hbaSql, type HbaAnswer } from './hba-sql.js';
import { notRead, putHbaBack } from './let-in.js';
import { reloadConfiguration } from './reload.js';
import { readServerFile, writeServerFile } from './server-file.js';

/** How long a new login of pgrepl's own may take, of all the time there is. */
const shareOfOwnLogin = 0.2;

/**
 * Locks every client out of a running primary (see `NodeActor.lockOut`).
 *
 * The order is what makes it safe to be broken off anywhere: the file as it was is copied and the copy
 * read back before a byte of it is changed; what is written is held against what PostgreSQL reads in it
 * before it is to count; and nobody's session is ended before pgrepl itself got in by it. Whatever is
 * wrong until then, the file is put back. A second try finds what the first has done. Nothing commits.
 */
export async function lockOut(
  context: ActingContext,
  own: OwnSessions,
  withinMs: number,
): Promise<Deed<LockedOut>> {
  return carryOutAgain(context, withinMs, async (conversation) => {
    const found = await readHba(conversation, own);
    if (found.standby) return failed('It is a standby: there is nothing to lock clients out of.');
    if (!found.superuser)
      return failed('Only a superuser can have the server write its pg_hba.conf.');
    const { file } = found;
    const written = await writeFence(conversation, own, file);
    if (written.kind !== 'done') return written;
    const { wasLocked } = written.value;
    const problem = await takeEffect(conversation, context);
    if (problem !== null) {
      return wasLocked ? failed(problem) : takeBack(conversation, file, problem);
    }
    const ended = await endSessions(conversation, own, context);
    return ended.kind === 'done'
      ? done({ wasLocked, copy: hbaCopyPath(file), ...ended.value })
      : ended;
  });
}

type Ended = Pick<LockedOut, 'endedSessions' | 'endLsn' | 'workers' | 'preparedTransactions'>;

/** From here on clients are locked out, whatever comes of it: nothing that goes wrong is "failed". */
async function endSessions(
  conversation: Conversation,
  own: OwnSessions,
  { clock }: ActingContext,
): Promise<Deed<Ended>> {
  try {
    const { ended, left } = await endForeignSessions(conversation, own, () => clock.now());
    if (left > 0) {
      const detail = `nobody gets in any more, but ${left} of ${ended} sessions that were told to end are still there, or others come in by pgrepl's own role`;
      return { kind: 'unknown', detail };
    }
    return done({ endedSessions: ended, ...(await whatRemains(conversation)) });
  } catch (error) {
    if (!(error instanceof StatementError) || error.lost) throw error;
    return { kind: 'unknown', detail: `nobody gets in any more, but ${error.failure.detail}` };
  }
}

async function readHba(conversation: Conversation, { logins }: OwnSessions): Promise<HbaAnswer> {
  const [row] = await conversation.askFor(hbaRow, {
    text: hbaSql(conversation.major),
    values: [logins.map(({ user }) => user), logins.map(({ database }) => database)],
  });
  if (row === undefined) throw new Error('a statement without FROM a table returned no row');
  return row.hba;
}

/** The file with the fence in it, not read by the server yet; whatever fails leaves it as it was. */
async function writeFence(
  conversation: Conversation,
  own: OwnSessions,
  file: string,
): Promise<Deed<{ readonly wasLocked: boolean }>> {
  const present = await readServerFile(conversation, file);
  if (present === null) return failed(`${file} is not there.`);
  const state = fenceStateOf(present.toString('latin1'));
  if (state === 'fenced') return done({ wasLocked: true });
  if (state === 'torn') {
    const put = await putHbaBack(conversation, file);
    if (put.kind === 'no-copy' || put.kind === 'not-written') return failed(put.detail);
  }
  const bytes = state === 'torn' ? await readServerFile(conversation, file) : present;
  const fence = await fenceFor(conversation, own, file);
  if (fence.kind !== 'done') return fence;
  const copy = hbaCopyPath(file);
  if (bytes === null || !(await writeServerFile(conversation, copy, bytes))) {
    return failed(`${copy} is not what was written there, so ${file} was left as it is.`);
  }
  return replace(conversation, own, file, fence.value);
}

interface Fence {
  readonly text: string;
  readonly rules: readonly HbaColumns[];
}

/** What is to stand in the file, or why nothing can: then nothing is changed. */
async function fenceFor(
  conversation: Conversation,
  own: OwnSessions,
  file: string,
): Promise<Deed<Fence>> {
  const shared = await sharedRoles(conversation, own);
  if (shared.length > 0) {
    return failed(
      `Others have sessions under ${shared.join(', ')} too, so that they can't be kept out by it: give pgrepl a role of its own.`,
    );
  }
  const { rules, dataDirectory } = await readHba(conversation, own);
  const broken = rules.find((rule) => rule.type === null || rule.method === null);
  if (broken !== undefined) {
    return failed(
      `${file} has an error in line ${broken.line}: ${broken.error ?? 'it is not a rule'}.`,
    );
  }
  const texts: string[] = [];
  for (const source of new Set([file, ...rules.map((rule) => rule.file)])) {
    texts.push((await readServerFile(conversation, source))?.toString('utf8') ?? '');
  }
  if (!file.startsWith(`${dataDirectory}/`) && texts.some(holdsSecrets)) {
    return failed(`${file} holds passwords, and a copy beside it would be there for all to read.`);
  }
  const fenced = fencedHba(rules.flatMap(presentRule), own.logins, texts, hbaCopyPath(file));
  if (fenced.kind === 'refused') return failed(`${file} can't be written anew: ${fenced.why}.`);
  return done({ text: fenced.text, rules: fenced.rules });
}

function presentRule({
  type,
  method,
  ...rest
}: HbaAnswer['rules'][number]): readonly PresentRule[] {
  return type === null || method === null ? [] : [{ ...rest, type, method }];
}

async function replace(
  conversation: Conversation,
  own: OwnSessions,
  file: string,
  fence: Fence,
): Promise<Deed<{ readonly wasLocked: boolean }>> {
  try {
    const isWritten = await writeServerFile(conversation, file, Buffer.from(fence.text, 'utf8'));
    const { rules } = await readHba(conversation, own);
    if (isWritten && sameRules(rules.flatMap(presentRule), fence.rules)) {
      return done({ wasLocked: false });
    }
    return await takeBack(conversation, file, 'PostgreSQL reads other rules there than were meant');
  } catch (error) {
    if (!(error instanceof StatementError) || error.lost) throw error;
    return takeBack(conversation, file, error.failure.detail);
  }
}

/** Has the server read the file, and tries whether pgrepl still gets in; why not, or null. */
async function takeEffect(
  conversation: Conversation,
  { sessions, clock }: ActingContext,
): Promise<string | null> {
  if (!(await reloadConfiguration(conversation))) return notRead;
  const withinMs = conversation.leftMs * shareOfOwnLogin;
  const opened = await sessions.open(clock.now() + withinMs, withinMs);
  if (!opened.ok) return `pgrepl itself would not get in any more: ${opened.failure.detail}`;
  sessions.end(opened.session);
  return null;
}

/** As it was, and read: nobody's session was ended. */
async function takeBack(
  conversation: Conversation,
  file: string,
  why: string,
): Promise<Deed<never>> {
  try {
    const put = await putHbaBack(conversation, file);
    if (put.kind === 'no-copy' || put.kind === 'not-written') {
      return { kind: 'unknown', detail: `${why}; ${put.detail}` };
    }
    const isRead = await reloadConfiguration(conversation);
    return isRead
      ? failed(`${why}; ${file} is as it was.`)
      : { kind: 'unknown', detail: `${why}; ${file} is as it was, but ${notRead}` };
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    return {
      kind: 'unknown',
      detail: `${why}; ${file} could not be put back: ${error.failure.detail}`,
    };
  }
}
