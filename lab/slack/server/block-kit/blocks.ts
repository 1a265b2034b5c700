import { z } from 'zod';
import { chart } from './chart.js';
import { id, mrkdwn, plain, slackFile, text, webUrl } from './composition.js';
import * as elements from './elements.js';
import { richText } from './rich-text.js';
import { table } from './table.js';

const block = { block_id: id.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...block,
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
    accessory: elements.accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((one) => one.text !== undefined || one.fields !== undefined, {
    error: 'must define either `text` or `fields`',
    path: ['type'],
  });

const header = z.strictObject({
  type: z.literal('header'),
  ...block,
  text: plain(150),
  level: z.int().min(1).max(4).optional(),
});

const divider = z.strictObject({ type: z.literal('divider'), ...block });

const context = z.strictObject({
  type: z.literal('context'),
  ...block,
  elements: z
    .array(z.discriminatedUnion('type', [elements.image, plain(3000), mrkdwn(3000)]))
    .min(1)
    .max(10),
});

const actions = z.strictObject({
  type: z.literal('actions'),
  ...block,
  elements: z.array(elements.action).min(1).max(25),
});

const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  ...block,
  elements: z
    .array(z.discriminatedUnion('type', [elements.feedbackButtons, elements.iconButton]))
    .min(1)
    .max(5),
});

const image = z
  .strictObject({
    type: z.literal('image'),
    ...block,
    alt_text: z.string().min(1).max(2000),
    title: plain(2000).optional(),
    image_url: webUrl.optional(),
    slack_file: slackFile.optional(),
  })
  .refine((one) => (one.image_url === undefined) !== (one.slack_file === undefined), {
    error: 'must define either `image_url` or `slack_file`',
  });

const input = z.strictObject({
  type: z.literal('input'),
  ...block,
  label: plain(2000),
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: elements.input,
});

const markdown = z.strictObject({
  type: z.literal('markdown'),
  ...block,
  text: z.string().min(1).max(12_000),
});

const video = z.strictObject({
  type: z.literal('video'),
  ...block,
  alt_text: z.string().min(1),
  title: plain(199),
  title_url: z.url({ protocol: /^https$/ }).optional(),
  thumbnail_url: webUrl,
  video_url: z.url({ protocol: /^https$/ }),
  author_name: z.string().max(49).optional(),
  description: plain(199).optional(),
  provider_icon_url: webUrl.optional(),
  provider_name: z.string().optional(),
});

/** A block on each surface: what stands in none of them is an unsupported type there. */
export const blockOn = {
  message: z.discriminatedUnion('type', [
    section,
    header,
    divider,
    context,
    actions,
    contextActions,
    image,
    input,
    markdown,
    video,
    richText,
    table,
    chart,
  ]),
  view: z.discriminatedUnion('type', [
    section,
    header,
    divider,
    context,
    actions,
    image,
    input,
    video,
    richText,
  ]),
} as const;
