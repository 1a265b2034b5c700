import type { WebClient } from '../api/clients.js';
import { attempt, type Outcome } from '../api/outcome.js';
import { describe } from '../listeners/reply.js';

/** A file to be handed to Slack. */
export interface NewFile {
  readonly name: string;
  readonly title: string;
  readonly content: Uint8Array;
  /** What a picture shows, for whoever can't see it; null for what is no picture. */
  readonly altText: string | null;
}

/** Where files are shown with a message of their own. */
export interface FilePlace {
  /** The conversation's id. */
  readonly channel: string;
  readonly threadTs: string | null;
  /** What the message says, in Slack's mark-up. */
  readonly comment: string;
}

/** How long sending the bytes of one file may take, ms. */
const sendMs = 20_000;

/** Slack's limit for the description of an image. */
const longestAltText = 1_000;

/**
 * Hands files over in Slack's three steps, and returns their ids in the order given. Without a place
 * nobody sees them until a block shows them. Nothing is tried twice: whoever calls decides.
 */
export async function uploadFiles(
  client: WebClient,
  files: readonly NewFile[],
  place: FilePlace | null,
): Promise<Outcome<readonly string[]>> {
  const sent: { id: string; title: string }[] = [];
  for (const file of files) {
    const outcome = await sendFile(client, file);
    if (outcome.kind !== 'ok') return outcome;
    sent.push({ id: outcome.data, title: file.title });
  }
  const [first, ...others] = sent;
  if (first === undefined) return { kind: 'ok', data: [] };
  const handed = { files: [first, ...others] as [typeof first, ...typeof others] };
  const outcome = await attempt(() =>
    place === null
      ? client.files.completeUploadExternal(handed)
      : client.files.completeUploadExternal({
          ...handed,
          initial_comment: place.comment,
          ...(place.threadTs === null
            ? { channel_id: place.channel }
            : { channel_id: place.channel, thread_ts: place.threadTs }),
        }),
  );
  return outcome.kind === 'ok' ? { kind: 'ok', data: sent.map(({ id }) => id) } : outcome;
}

async function sendFile(client: WebClient, file: NewFile): Promise<Outcome<string>> {
  const announced = await attempt(() =>
    client.files.getUploadURLExternal({
      filename: file.name,
      length: file.content.byteLength,
      ...(file.altText === null ? {} : { alt_txt: file.altText.slice(0, longestAltText) }),
    }),
  );
  if (announced.kind !== 'ok') return announced;
  const { upload_url: url, file_id: id } = announced.data;
  if (url === undefined || id === undefined) {
    return { kind: 'uncertain', detail: 'an answer without upload_url' };
  }
  // The address is a secret for as long as nothing was sent to it: it stands in no message.
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(file.content),
      signal: AbortSignal.timeout(sendMs),
    });
    await response.arrayBuffer();
    return response.ok
      ? { kind: 'ok', data: id }
      : { kind: 'refused', error: `http_${response.status}`, detail: `HTTP ${response.status}` };
  } catch (error) {
    return { kind: 'uncertain', detail: describe(error) };
  }
}
