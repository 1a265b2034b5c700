import { z } from 'zod';

/** What Slack accepts as an id of a block or an action. */
export const id = z.string().min(1).max(255);

/** Plain text of at most so many characters. */
export function plain(max: number): PlainText {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

type PlainText = z.ZodObject<{
  type: z.ZodLiteral<'plain_text'>;
  text: z.ZodString;
  emoji: z.ZodOptional<z.ZodBoolean>;
}>;

export function mrkdwn(max: number): Mrkdwn {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
}

type Mrkdwn = z.ZodObject<{
  type: z.ZodLiteral<'mrkdwn'>;
  text: z.ZodString;
  verbatim: z.ZodOptional<z.ZodBoolean>;
}>;

/** Either kind of text. */
export function text(max: number): z.ZodDiscriminatedUnion<[PlainText, Mrkdwn]> {
  return z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);
}

export const webUrl = z.url({ protocol: /^https?$/ }).max(3000);

export const confirm = z.strictObject({
  title: plain(100),
  text: text(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});

/** An option of a menu. */
export const option = z.strictObject({
  text: plain(75),
  value: z.string().min(1).max(150),
  description: plain(75).optional(),
});

/** An option of checkboxes and radio buttons, which may be formatted. */
export const richOption = z.strictObject({
  text: text(75),
  value: z.string().min(1).max(150),
  description: text(75).optional(),
});

export const overflowOption = z.strictObject({
  text: plain(75),
  value: z.string().min(1).max(150),
  description: plain(75).optional(),
  url: webUrl.optional(),
});

export const optionGroup = z.strictObject({
  label: plain(75),
  options: z.array(option).min(1).max(100),
});

export const conversationFilter = z.strictObject({
  include: z
    .array(z.enum(['im', 'mpim', 'private', 'public']))
    .min(1)
    .optional(),
  exclude_external_shared_channels: z.boolean().optional(),
  exclude_bot_users: z.boolean().optional(),
});

export const slackFile = z
  .strictObject({
    id: z
      .string()
      .regex(/^F[A-Z0-9]{8,}$/)
      .optional(),
    url: webUrl.optional(),
  })
  .refine(({ id: fileId, url }) => (fileId === undefined) !== (url === undefined), {
    error: 'must define either `id` or `url`',
  });

/** Every date has the form YYYY-MM-DD, and every time HH:mm. */
export const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
