import { assignIds } from '../block-kit/assign-ids.js';
import { fileProblems } from '../block-kit/slack-files.js';
import { blockProblems, hasTwoTables } from '../block-kit/validate.js';
import { isTextTooLong } from '../block-kit/totals.js';
import { isObject, type Json, objectsOf } from '../json.js';
import type { Content, MessageMetadata } from '../model/message.js';
import type { Arguments } from './arguments.js';
import type { Context } from './method.js';
import { SlackError } from './slack-error.js';

/** chat.postMessage cuts nothing off: longer texts are refused. */
const LONGEST_TEXT = 40_000;
const LONGEST_MARKDOWN = 12_000;
const MOST_ATTACHMENTS = 100;
const LARGEST_METADATA_BYTES = 16_000;

export interface ContentRules {
  readonly longestText?: number;
  /** Whether the blocks together are limited too: those sent to a response URL are not. */
  readonly limitTotal?: boolean;
  /** Whether a block may show the file with this id. */
  readonly mayShow: (fileId: string) => boolean;
  /** Whether the workspace knows `data_visualization` blocks. */
  readonly charts: boolean;
}

/** What an app may show in a block: a file of its own that Slack has worked through. */
export function showing({ core, app }: Pick<Context, 'core' | 'app'>): ContentRules {
  const { charts } = core.features;
  return { mayShow: (fileId) => core.files.isImageReady(fileId, app.id), charts };
}

/** What a message's arguments say that they contain; what is not given is null. */
export interface GivenContent {
  readonly text: string | null;
  readonly blocks: readonly Json[] | null;
  readonly attachments: readonly Json[] | null;
  readonly metadata: MessageMetadata | null;
}

/** Reads and checks what a message is to say. @throws as chat.postMessage does */
export function readContent(args: Arguments, rules: ContentRules): GivenContent {
  const text = args.optionalString('text');
  const markdown = args.optionalString('markdown_text');
  if (markdown !== null) return { ...NOTHING, blocks: readMarkdown(args, markdown) };
  if (text !== null && text.length > (rules.longestText ?? LONGEST_TEXT))
    throw new SlackError('msg_too_long');
  return {
    text,
    blocks: readBlocks(args, rules),
    attachments: readAttachments(args),
    metadata: readMetadata(args),
  };
}

const NOTHING: GivenContent = { text: null, blocks: null, attachments: null, metadata: null };

/** A new message's content. @throws no_text if there is none */
export function newContent(given: GivenContent): Content {
  const content: Content = {
    text: given.text ?? '',
    blocks: given.blocks ?? [],
    attachments: given.attachments ?? [],
    metadata: given.metadata,
  };
  if (content.text === '' && content.blocks.length === 0 && content.attachments.length === 0)
    throw new SlackError('no_text');
  return content;
}

function readMarkdown(args: Arguments, markdown: string): readonly Json[] {
  if (args.has('text') || args.has('blocks')) throw new SlackError('markdown_text_conflict');
  if (markdown === '') throw new SlackError('no_text');
  if (markdown.length > LONGEST_MARKDOWN) throw new SlackError('msg_too_long');
  return assignIds([{ type: 'markdown', text: markdown }]);
}

function readBlocks(
  args: Arguments,
  { limitTotal = true, mayShow, charts }: ContentRules,
): readonly Json[] | null {
  const blocks = args.json('blocks');
  if (blocks === undefined) return null;
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  const problems = [
    ...blockProblems(blocks),
    ...fileProblems(objectsOf(blocks), mayShow),
    ...(charts ? [] : unknownCharts(objectsOf(blocks))),
  ];
  if (problems.length > 0)
    throw new SlackError('invalid_blocks', {
      errors: problems,
      response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
    });
  const list = objectsOf(blocks);
  if (hasTwoTables(list))
    throw new SlackError('invalid_attachments', {
      response_metadata: { messages: ['[ERROR] only_one_table_allowed'] },
    });
  if (limitTotal && isTextTooLong(list)) throw new SlackError('msg_blocks_too_long');
  return assignIds(list);
}

function unknownCharts(blocks: readonly Json[]): string[] {
  return blocks.flatMap(({ type }, index) =>
    type === 'data_visualization'
      ? [`unsupported type: data_visualization [json-pointer:/blocks/${index}/type]`]
      : [],
  );
}

function readAttachments(args: Arguments): readonly Json[] | null {
  const attachments = args.json('attachments');
  if (attachments === undefined) return null;
  if (!Array.isArray(attachments) || !attachments.every(isObject))
    throw new SlackError('invalid_attachments');
  if (attachments.length > MOST_ATTACHMENTS) throw new SlackError('too_many_attachments');
  for (const { blocks } of attachments)
    if (blocks !== undefined && blockProblems(blocks).length > 0)
      throw new SlackError('invalid_attachments');
  return attachments;
}

function readMetadata(args: Arguments): MessageMetadata | null {
  const metadata = args.json('metadata');
  if (metadata === undefined) return null;
  if (!isObject(metadata)) throw new SlackError('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return null;
  const { event_type: type, event_payload: payload } = metadata;
  if (typeof type !== 'string' || !isObject(payload))
    throw new SlackError('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(metadata)) > LARGEST_METADATA_BYTES)
    throw new SlackError('metadata_too_large');
  return { event_type: type, event_payload: payload };
}
