import type { Deed } from '../../operations/deed.js';
import { fenceStateOf, hbaCopyPath } from '../../operations/hba-fence.js';
import { carryOutAgain, done, failed, type ActingContext } from './carry-out.js';
import type { Conversation } from './conversation.js';
import { reloadConfiguration } from './reload.js';
import { readServerFile, writeServerFile } from './server-file.js';

/** Whether `pg_hba.conf` is as it was before: put back now, or never changed. */
export type PutBackHba =
  | { readonly kind: 'restored' | 'as-it-was' }
  /** Nothing is changed, and why. */
  | { readonly kind: 'no-copy'; readonly detail: string }
  | { readonly kind: 'not-written'; readonly detail: string };

/** Puts `pg_hba.conf` back and has the server read it, whoever locked clients out and how far that came. */
export async function letIn(
  context: ActingContext,
  withinMs: number,
): Promise<Deed<{ readonly restored: boolean }>> {
  let restored = false;
  return carryOutAgain(context, withinMs, async (conversation) => {
    const file = await hbaFileOf(conversation);
    const put = await putHbaBack(conversation, file);
    if (put.kind === 'no-copy' || put.kind === 'not-written') return failed(put.detail);
    restored ||= put.kind === 'restored';
    // Also where the file is as it was: whoever put it back may not have come to the reload.
    if (!(await reloadConfiguration(conversation))) {
      return { kind: 'unknown', detail: `${file} is as it was, but ${notRead}` };
    }
    return done({ restored });
  });
}

export const notRead =
  'the server has not read its configuration again: an error in its configuration files keeps it from that';

async function hbaFileOf(conversation: Conversation): Promise<string> {
  const [row] = await conversation.ask({ text: `select current_setting('hba_file') as file` });
  return String(row?.['file']);
}

/** Without a reload. The copy stays beside it. @throws {StatementError} */
export async function putHbaBack(conversation: Conversation, file: string): Promise<PutBackHba> {
  const present = await readServerFile(conversation, file);
  const state = fenceStateOf(present?.toString('latin1') ?? '');
  if (state === 'open') return { kind: 'as-it-was' };
  const path = hbaCopyPath(file);
  const copy = await readServerFile(conversation, path);
  if (copy === null || fenceStateOf(copy.toString('latin1')) !== 'open') {
    const detail = `${file} locks clients out, and ${path}, which has it as it was, is ${copy === null ? 'not there' : 'of no use'}: write it anew by hand, then reload`;
    return { kind: 'no-copy', detail };
  }
  return (await writeServerFile(conversation, file, copy))
    ? { kind: 'restored' }
    : {
        kind: 'not-written',
        detail: `${file} could not be put back: copy ${path} over it, then reload`,
      };
}
